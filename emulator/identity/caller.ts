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
  /** The address that the request came from. */
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Of a Bedrock API key. */
  readonly bearerTokenType?: "SHORT_TERM" | "LONG_TERM";
}

/** A principal that the settings know, with the secrets that its requests are checked against. */
export interface KnownPrincipal {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
}

/** What the settings say about callers. */
export interface IdentitySettings {
  /** The Region of requests that name none. */
  readonly region: string;
  /** The account of callers that nothing else tells. */
  readonly account: string;
  /** `trust` (default): signatures and API keys are read and not checked. `verify`: they are checked against known principals. */
  readonly signatures: "trust" | "verify";
  /** Whether requests without any credential are taken for the default account, or refused as AWS refuses them. */
  readonly anonymous: "allow" | "refuse";
  /** Principals by access key id. */
  readonly principals: ReadonlyMap<string, KnownPrincipal>;
  /** Principals by Bedrock API key. */
  readonly apiKeys: ReadonlyMap<string, KnownPrincipal>;
  /** The opt-in Regions that an account has enabled; an account that is not here has enabled all. */
  readonly optedIn: ReadonlyMap<string, ReadonlySet<string>>;
}
