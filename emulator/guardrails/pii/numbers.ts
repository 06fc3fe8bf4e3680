/** The digits of a text. */
const digitsOf = (text: string) => Array.from(text.replaceAll(/\D/g, ""), Number);

/** Luhn's check, of card numbers and Canada's social insurance numbers. */
export function hasLuhnDigit(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, index) => {
      const weighed = index % 2 === 0 ? digit : digit * 2;
      return total + (weighed > 9 ? weighed - 9 : weighed);
    }, 0);
  return sum > 0 && sum % 10 === 0;
}

/** ISO 13616: the country and check digits moved to the end, letters as numbers from 10 on, the whole is 1 modulo 97. */
export function isIban(text: string): boolean {
  const iban = text.replaceAll(" ", "");
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** The check of the American Bankers Association: weights 3, 7, 1 make a multiple of 10. */
export function isRoutingNumber(text: string): boolean {
  const weights = [3, 7, 1];
  const sum = digitsOf(text).reduce((total, digit, index) => total + digit * (weights[index % 3] ?? 0), 0);
  return sum > 0 && sum % 10 === 0;
}

/** The check digit of British health numbers: weights 10 to 2, modulo 11. */
export function isHealthServiceNumber(text: string): boolean {
  const digits = digitsOf(text);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0);
  return digits.length === 10 && (11 - (sum % 11)) % 11 === digits[9];
}

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";

/** The check digit of North American vehicle numbers, the ninth character (49 CFR 565.15). */
export function isVehicleNumber(text: string): boolean {
  const sum = Array.from(text).reduce((total, character, index) => {
    return total + (VIN_VALUES.indexOf(character) % 10) * (VIN_WEIGHTS[index] ?? 0);
  }, 0);
  return "0123456789X"[sum % 11] === text[8];
}

/** A telephone number has from 7 to 15 digits (E.164). */
export function isPhoneLength(text: string): boolean {
  const { length } = digitsOf(text);
  return length >= 7 && length <= 15;
}
