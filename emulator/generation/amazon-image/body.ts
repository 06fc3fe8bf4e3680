/** A body of Titan Image Generator or Nova Canvas, once it has the form of `schema.ts`. */
export interface ImageBody {
  readonly taskType: TaskType;
  readonly textToImageParams?: TaskParams;
  readonly colorGuidedGenerationParams?: TaskParams;
  readonly imageVariationParams?: TaskParams;
  readonly inPaintingParams?: TaskParams;
  readonly outPaintingParams?: TaskParams;
  readonly backgroundRemovalParams?: TaskParams;
  readonly virtualTryOnParams?: TaskParams;
  readonly imageGenerationConfig?: ImageConfig;
}

export type TaskType =
  | "TEXT_IMAGE"
  | "COLOR_GUIDED_GENERATION"
  | "IMAGE_VARIATION"
  | "INPAINTING"
  | "OUTPAINTING"
  | "BACKGROUND_REMOVAL"
  | "VIRTUAL_TRY_ON";

/** The members that matter for what is drawn, of every task; each task has its own of them. */
export interface TaskParams {
  readonly text?: string;
  readonly conditionImage?: string;
  readonly controlMode?: string;
  readonly controlStrength?: number;
  readonly colors?: readonly string[];
  readonly referenceImage?: string;
  readonly images?: readonly string[];
  readonly image?: string;
  readonly maskPrompt?: string;
  readonly maskImage?: string;
  readonly returnMask?: boolean;
  readonly sourceImage?: string;
  readonly maskType?: "IMAGE" | "GARMENT" | "PROMPT";
  readonly imageBasedMask?: { readonly maskImage: string };
  readonly garmentBasedMask?: object;
  readonly promptBasedMask?: { readonly maskPrompt: string };
}

export interface ImageConfig {
  readonly width?: number;
  readonly height?: number;
  readonly numberOfImages?: number;
  readonly seed?: number;
}
