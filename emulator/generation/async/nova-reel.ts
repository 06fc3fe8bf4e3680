import { asyncFamily, jsonFile } from "../async-task.ts";
import { writeFilm } from "../video/film.ts";
import { REEL_FORMAT, readReelInput, SECONDS_PER_SHOT } from "./nova-reel-input.ts";

interface ReelPlan {
  /** How many shots the film has. */
  readonly shots: number;
  /** Whether each shot is left as a film of its own as well. */
  readonly isMultiShot: boolean;
  /** Decides the pictures, with the texts. */
  readonly seed: string;
}

/** What became of a shot or of the whole, in `video-generation-status.json`. */
interface Made {
  readonly status: "SUCCESS" | "FAILURE";
  readonly location?: string;
  readonly failureType?: string;
  readonly failureMessage?: string;
}

/** "about 90 seconds for a 6 second video and approximately 14-17 minutes for a 2 minute video"; what lies between is on a line. */
function workMs(seconds: number): number {
  const [short, long] = [90_000, 930_000];
  return Math.round(short + ((seconds - 6) * (long - short)) / (120 - 6));
}

/** Why a film is not there: in the file, and in the answer, which has words of its own for what the content filters stop. */
const FAILURES = {
  blocked: {
    failureType: "RAI_VIOLATION_OUTPUT_VIDEO_DEFLECTION",
    failureMessage: "The generated content has been blocked by our content filters.",
    answer: "The generated video has been blocked by our content filters.",
  },
  broken: {
    failureType: "INTERNAL_SERVER_EXCEPTION",
    failureMessage: "Something went wrong on the server side.",
    answer: "Something went wrong on the server side.",
  },
} as const;

/**
 * Amazon Nova Reel: films of 1280x720 at 24 pictures a second, of one shot of 6 seconds or of up to 20.
 *
 * It leaves `output.mp4`, of a film of several shots each as `shot_0001.mp4` and so on, and `video-generation-status.json`, which is
 * there as well when the work fails. The version of that file's form ("1.0") is assumed, and that the single shot of `TEXT_VIDEO` has
 * the film's own location.
 * Sources: https://docs.aws.amazon.com/nova/latest/userguide/video-gen-access.html,
 * https://docs.aws.amazon.com/nova/latest/userguide/video-gen-errors.html
 */
export const novaReel = asyncFamily<ReelPlan>({
  hasManifest: true,
  async read(input, model, open) {
    const { shots, seconds, seed, isMultiShot } = await readReelInput(input, model, open);
    const text = [...new Set(shots.map((shot) => shot.text))].join("\n");
    const plan: ReelPlan = { shots: shots.length, isMultiShot, seed: `${seed} ${text}` };
    return { text, inputTokens: 0, durationMs: workMs(seconds), plan };
  },
  async carryOut({ shots, isMultiShot, seed }, { random, uriOf, defect }) {
    const names = Array.from({ length: shots }, (_, at) =>
      isMultiShot ? `shot_${String(at + 1).padStart(4, "0")}.mp4` : "output.mp4",
    );
    const { answer, ...failure } = defect ? FAILURES[defect] : { answer: undefined };
    const made = (name: string): Made =>
      defect ? { status: "FAILURE", ...failure } : { status: "SUCCESS", location: uriOf(name) };
    const status = jsonFile({ schemaVersion: "1.0", shots: names.map(made), fullVideo: made("output.mp4") });
    const files: Record<string, Uint8Array> = { "video-generation-status.json": status };
    if (answer !== undefined) return { files, failureMessage: answer };
    const film = names.map((_, at) => ({ seconds: SECONDS_PER_SHOT, random: random.fork("shot", String(at), seed) }));
    files["output.mp4"] = writeFilm(film, REEL_FORMAT);
    if (isMultiShot) {
      for (const [at, name] of names.entries()) files[name] = writeFilm(film.slice(at, at + 1), REEL_FORMAT);
    }
    return { files };
  },
});
