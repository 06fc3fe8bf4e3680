/** Who calls, and where from. */
export interface Caller {
  /** 12 digits. */
  readonly account: string;
  /** The source Region. */
  readonly region: string;
  /** The ARN of the principal. */
  readonly principal: string;
  /** How the caller showed who it is. */
  readonly via: "signature" | "presigned-url" | "bearer-token" | "anonymous";
  readonly accessKeyId?: string;
}

/** What the settings say about callers. */
export interface IdentitySettings {
  /** The Region of requests that name none. */
  readonly region: string;
  /** The account of callers that nothing else tells. */
  readonly account: string;
  /** Principals by access key id. */
  readonly principals: ReadonlyMap<string, { readonly account: string; readonly arn: string }>;
}
