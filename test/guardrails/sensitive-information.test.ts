import type { GuardrailPiiEntityType } from "@aws-sdk/client-bedrock-runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assess } from "../../emulator/guardrails/index.ts";
import { type Cover, mask } from "../../emulator/guardrails/mask.ts";
import { DETECTORS, findPii } from "../../emulator/guardrails/pii/detectors.ts";

/** For each type a text with the value that is to be found in it, and one that looks alike. */
const CASES: Readonly<Record<GuardrailPiiEntityType, readonly [text: string, value: string, alike: string]>> = {
  ADDRESS: [
    "I live at 100 Main Street, Springfield, IL 62704.",
    "100 Main Street, Springfield, IL 62704",
    "100 main roads",
  ],
  AGE: ["a 42 year old engineer", "42", "42 years of rain"],
  AWS_ACCESS_KEY: ["key AKIAIOSFODNN7EXAMPLE here", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7"],
  AWS_SECRET_KEY: [
    "secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY.",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  ],
  CA_HEALTH_NUMBER: ["health card 1234-567-890", "1234-567-890", "ticket 1234-567-890"],
  CA_SOCIAL_INSURANCE_NUMBER: ["SIN 046 454 286", "046 454 286", "SIN 046 454 287"],
  CREDIT_DEBIT_CARD_CVV: ["the CVV is 123.", "123", "the room is 123."],
  CREDIT_DEBIT_CARD_EXPIRY: ["expires 01/28", "01/28", "expires 13/28"],
  CREDIT_DEBIT_CARD_NUMBER: ["pay 4111 1111 1111 1111 now", "4111 1111 1111 1111", "pay 4111 1111 1111 1112 now"],
  DRIVER_ID: ["driver's license D1234567", "D1234567", "a driver's license is required"],
  EMAIL: ["write to bob.o'x@example.com or jane+x@mail.example.org", "x@example.com", "an @mention"],
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: [
    "IBAN GB82 WEST 1234 5698 7654 32 please",
    "GB82 WEST 1234 5698 7654 32",
    "IBAN GB82 WEST 1234 5698 7654 33",
  ],
  IP_ADDRESS: ["host 192.168.1.24, up", "192.168.1.24", "at 12:30, version 1.2.3.4.5"],
  LICENSE_PLATE: ["license plate UNV 425", "UNV 425", "a license plate holder"],
  MAC_ADDRESS: ["mac 00:1B:44:11:3A:B7.", "00:1B:44:11:3A:B7", "00:1B:44:11:3A"],
  NAME: ["my name is Zelda Fitz", "Zelda Fitz", "the name is unknown"],
  PASSWORD: ["password: hunter2!", "hunter2!", "password reset is easy"],
  PHONE: ["call +1 (425) 555-0199 today", "+1 (425) 555-0199", "on 2026-01-02 at 10"],
  PIN: ["PIN 4321", "4321", "pin the note"],
  SWIFT_CODE: ["SWIFT code DEUTDEFF500", "DEUTDEFF500", "PASSWORD"],
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: ["NHS number 943 476 5919", "943 476 5919", "NHS number 943 476 5918"],
  UK_NATIONAL_INSURANCE_NUMBER: ["NI AB 12 34 56 C", "AB 12 34 56 C", "NI QQ 12 34 56 C"],
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: ["UTR 12345 67890", "12345 67890", "call 12345 67890"],
  URL: ["see https://example.com/a?b=1.", "https://example.com/a?b=1", "see example dot com"],
  USERNAME: ["username: jdoe_42", "jdoe_42", "username and password"],
  US_BANK_ACCOUNT_NUMBER: ["account number 123456789012", "123456789012", "invoice 123456789012"],
  US_BANK_ROUTING_NUMBER: ["routing number 021000021", "021000021", "routing number 021000022"],
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: ["ITIN 912-70-1234", "912-70-1234", "ITIN 912-10-1234"],
  US_PASSPORT_NUMBER: ["passport number C12345678", "C12345678", "part C12345678"],
  US_SOCIAL_SECURITY_NUMBER: ["SSN 123-45-6789.", "123-45-6789", "SSN 000-45-6789"],
  VEHICLE_IDENTIFICATION_NUMBER: ["VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", "VIN 1M8GDM9A1KP042788"],
};

const types = Object.keys(DETECTORS) as GuardrailPiiEntityType[];

test.each(types)("%s is found, and what only looks like it is not", (type) => {
  const [text, value, alike] = CASES[type];
  expect(findPii(type, text).map(({ start, end }) => text.slice(start, end))).toContain(value);
  expect(findPii(type, alike)).toEqual([]);
});

const words = fc.array(fc.constantFrom("please", "note", "that", "we", "met", "here", "and", "left", "it"), {
  minLength: 1,
  maxLength: 6,
});

test.each(types)("masking leaves no %s in a text", (type) => {
  const [text, value] = CASES[type];
  fc.assert(
    fc.property(words, words, fc.integer({ min: 1, max: 3 }), (before, after, times) => {
      const sentence = `${before.join(" ")} ${text} ${after.join(" ")}\n`.repeat(times);
      const outcome = assess(
        { sensitiveInformationPolicy: { piiEntities: [{ type, action: "ANONYMIZE" }] } },
        { source: "OUTPUT", texts: [sentence] },
      );
      expect(outcome.verdict).toBe("masked");
      expect(outcome.texts[0]).toContain(`{${type}}`);
      expect(outcome.texts[0]).not.toContain(value);
    }),
    { numRuns: 30 },
  );
});

test("masks stand for all that they cover, overlapping or not, and leave the rest as it was", () => {
  const covers = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 10 })), { maxLength: 8 });
  fc.assert(
    fc.property(covers, (places) => {
      const text = Array.from({ length: 40 }, (_, at) => String.fromCharCode(0x4e00 + at)).join("");
      const pieces: Cover[] = places
        .map(([start, length]) => ({ start, end: Math.min(start + length, text.length), label: "X" }))
        .filter(({ start, end }) => start < end);
      const isCovered = (at: number) => pieces.some(({ start, end }) => start <= at && at < end);
      const masked = mask(text, pieces);
      const left = Array.from(text).filter((_, at) => !isCovered(at));
      expect(masked.replaceAll("{X}", "")).toBe(left.join(""));
      expect(masked.includes("{X}")).toBe(pieces.length > 0);
    }),
  );
});

test("a text of a million characters is searched for every type within seconds", () => {
  const hard = ["a", "1 ", "A", "1-", "www.", "a@", "Mr Aa ", "password is ", "1.", "AKIA", "+1 ", "12 Aa "];
  for (const piece of hard) {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    for (const type of types) findPii(type, text);
  }
}, 20_000);
