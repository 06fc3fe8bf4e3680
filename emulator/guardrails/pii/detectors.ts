import { isIP } from "node:net";
import type { GuardrailPiiEntityType } from "@aws-sdk/client-bedrock-runtime";
import { GIVEN_NAMES } from "./names.ts";
import {
  hasLuhnDigit,
  isHealthServiceNumber,
  isIban,
  isPhoneLength,
  isRoutingNumber,
  isVehicleNumber,
} from "./numbers.ts";

/** How a kind of personal data is found. */
export interface Detector {
  /** With the flags `dg`; its first group that took part is the value, the whole match where there is none. */
  readonly pattern: RegExp;
  /** What else must hold of the value. */
  readonly holds?: (value: string) => boolean;
}

/** Words that announce a value, then at most "number is:" or the like, then the value. */
const announced = (words: string, value: string, holds?: (value: string) => boolean): Detector => ({
  pattern: new RegExp(
    `\\b(?:${words})\\b(?:\\s(?:number|no\\.?|code|card))?[\\s:=#-]{0,3}(?:(?:is|was)\\b[\\s:"']{0,3})?["']?(${value})(?![\\w])`,
    "dgi",
  ),
  ...(holds && { holds }),
});

const hasDigit = (value: string) => /\d/.test(value);
const hasAllKinds = (value: string) => /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);

const CAPITALISED = "[A-Z][a-zà-öø-ÿ'’-]{1,30}";
const STREET =
  "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Place|Pl|Way|Terrace|Parkway|Highway|Hwy";

/**
 * How each type of Amazon Bedrock's is found. Values that have a form of their own are found by it, with their check digits; a number
 * like any other only where words announce it; names and addresses by rules that are simple on purpose. AWS finds more, by models.
 * Every repetition is bounded and no two of a pattern can take the same characters for long: a text of a million characters is
 * searched in milliseconds.
 * The types: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html
 */
export const DETECTORS: Readonly<Record<GuardrailPiiEntityType, Detector>> = {
  ADDRESS: {
    pattern: new RegExp(
      `(?<!\\w)\\d{1,6}[A-Za-z]? (?:${CAPITALISED} ){1,4}(?:${STREET})\\b\\.?(?:,? (?:Apt|Suite|Unit) ?\\w{1,6})?(?:, ${CAPITALISED}(?: ${CAPITALISED}){0,2})?(?:,? [A-Z]{2}\\b)?(?: \\d{5}(?:-\\d{4})?\\b)?`,
      "dg",
    ),
  },
  AGE: { pattern: /\b(\d{1,3})(?=[ -]years?[ -]old\b)|\b(?:aged|age is|age:) ?(\d{1,3})\b/dgi },
  AWS_ACCESS_KEY: { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg },
  AWS_SECRET_KEY: { pattern: /(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])/dg, holds: hasAllKinds },
  CA_HEALTH_NUMBER: announced("health|ohip|health insurance", "\\d{4}[ -]?\\d{3}[ -]?\\d{3}"),
  CA_SOCIAL_INSURANCE_NUMBER: { pattern: /(?<![\w-])\d{3}(?: \d{3} |-\d{3}-)\d{3}(?![\w-])/dg, holds: hasLuhnDigit },
  CREDIT_DEBIT_CARD_CVV: announced("cvv2?|cvc2?|cvn|security code|verification (?:code|value)", "\\d{3,4}"),
  CREDIT_DEBIT_CARD_EXPIRY: announced(
    "exp|expiry|expires|expiration|expiry date|expiration date|valid (?:thru|until)",
    "(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?\\d{2}",
  ),
  CREDIT_DEBIT_CARD_NUMBER: { pattern: /(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])/dg, holds: hasLuhnDigit },
  DRIVER_ID: announced("driver'?s? licen[cs]e|driving licen[cs]e|driver id", "[A-Z0-9][A-Z0-9-]{4,15}", hasDigit),
  EMAIL: { pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/dg },
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: {
    pattern: /\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\b/dg,
    holds: isIban,
  },
  IP_ADDRESS: {
    pattern: /(?<![\w:.])[0-9A-Fa-f:.]{1,44}[0-9A-Fa-f:](?![\w:])/dg,
    holds: (value) => value.length > 2 && isIP(value) !== 0,
  },
  LICENSE_PLATE: announced(
    "licen[cs]e plate|number plate|registration plate",
    "[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}",
    hasDigit,
  ),
  MAC_ADDRESS: { pattern: /(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])/dg },
  NAME: {
    pattern: new RegExp(
      `\\b(?:Mr|Mrs|Ms|Dr|Prof)\\.? (${CAPITALISED}(?: ${CAPITALISED}){0,2})|\\b[Mm]y name is (${CAPITALISED}(?: ${CAPITALISED}){0,2})|(?<![\\p{L}\\p{N}@./-])((?:${GIVEN_NAMES.join("|")})(?: ${CAPITALISED}){0,2})(?![\\p{L}\\p{N}@])`,
      "dgu",
    ),
  },
  PASSWORD: announced("password|passwd|pwd|passphrase", "(?<=[:=\"']\\s?|is\\s)[^\\s\"'{}]{4,64}"),
  PHONE: {
    pattern:
      /(?<![\w.+-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{3,4}(?:[ .-]\d{3,4}){1,2}(?![\w-])|(?<![\w.+-])\+\d{8,15}(?!\w)/dg,
    holds: isPhoneLength,
  },
  PIN: announced("pin", "\\d{4,6}"),
  SWIFT_CODE: announced("swift|bic", "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: announced("nhs", "\\d{3}[ -]?\\d{3}[ -]?\\d{4}", isHealthServiceNumber),
  UK_NATIONAL_INSURANCE_NUMBER: { pattern: /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/dg },
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: announced("utr|unique taxpayer reference", "\\d{5} ?\\d{5}"),
  URL: { pattern: /\b(?:https?:\/\/|www\.)[^\s<>"'{}|\\^`]{0,2047}[^\s<>"'{}|\\^`.,;:!?)\]]/dgi },
  USERNAME: announced("user ?name|user id|login", "(?<=[:=\"']\\s?|is\\s)[\\w.@-]{1,63}\\w"),
  US_BANK_ACCOUNT_NUMBER: announced("account|acct", "\\d{8,17}"),
  US_BANK_ROUTING_NUMBER: announced("routing|aba", "\\d{9}", isRoutingNumber),
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: {
    pattern: /(?<![\w-])9\d{2}[ -](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[ -]\d{4}(?![\w-])/dg,
  },
  US_PASSPORT_NUMBER: announced("passport", "[A-Z]?\\d{8,9}"),
  US_SOCIAL_SECURITY_NUMBER: {
    pattern: /(?<![\w-])(?!000|666|9)\d{3}[ -](?!00)\d{2}[ -](?!0000)\d{4}(?![\w-])/dg,
  },
  VEHICLE_IDENTIFICATION_NUMBER: { pattern: /\b[A-HJ-NPR-Z0-9]{17}\b/dg, holds: isVehicleNumber },
};

/** Where a value stands in a text, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Every value of a type in a text, from left to right. */
export function findPii(type: GuardrailPiiEntityType, text: string): Range[] {
  const { pattern, holds } = DETECTORS[type];
  const ranges: Range[] = [];
  for (const match of text.matchAll(pattern)) {
    const [start, end] = rangeOf(match);
    if (!holds || holds(text.slice(start, end))) ranges.push({ start, end });
  }
  return ranges;
}

function rangeOf({ indices }: RegExpExecArray): readonly [start: number, end: number] {
  const [whole = [0, 0], ...groups] = indices ?? [];
  return groups.find((group) => group !== undefined) ?? whole;
}
