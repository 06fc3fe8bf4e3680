import type { PersonalDataKind } from "./rule.ts";

/** What each kind looks like. Found is what has the form of it, whether it exists or not. */
export const personalData: Readonly<Record<PersonalDataKind, RegExp>> = {
  email: /[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/u,
  phone: /(?<![\w.])\+?\d{1,3}[ .-]?\(?\d{2,4}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}(?!\w)/u,
  "credit-card": /(?<!\d)(?:\d{4}[ -]?){3}\d{1,7}(?!\d)/u,
  "us-social-security-number": /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/u,
  "ip-address": /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)/u,
  "aws-access-key": /(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)/u,
};
