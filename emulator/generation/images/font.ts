/**
 * The letters on drawn images: five rows high, drawn for Outcrop. Small letters look like capitals; accents are dropped;
 * a character without a glyph is a box.
 */
const glyphs: Readonly<Record<string, string>> = {
  " ": ".. .. .. .. ..",
  "!": "# # # . #",
  '"': "#.# #.# ... ... ...",
  "#": ".#.#. ##### .#.#. ##### .#.#.",
  $: ".## ##. .## ##. .#.",
  "%": "#.# ..# .#. #.. #.#",
  "&": ".#.. #.#. .#.. #.#. .#.#",
  "'": "# # . . .",
  "(": ".# #. #. #. .#",
  ")": "#. .# .# .# #.",
  "*": "... #.# .#. #.# ...",
  "+": "... .#. ### .#. ...",
  ",": ".. .. .. .# #.",
  "-": "... ... ### ... ...",
  ".": ". . . . #",
  "/": "..# ..# .#. #.. #..",
  "0": "### #.# #.# #.# ###",
  "1": ".#. ##. .#. .#. ###",
  "2": "##. ..# .#. #.. ###",
  "3": "### ..# .## ..# ###",
  "4": "#.# #.# ### ..# ..#",
  "5": "### #.. ##. ..# ##.",
  "6": ".## #.. ### #.# ###",
  "7": "### ..# .#. .#. .#.",
  "8": "### #.# ### #.# ###",
  "9": "### #.# ### ..# ##.",
  ":": ". # . # .",
  ";": ".. .# .. .# #.",
  "<": "..# .#. #.. .#. ..#",
  "=": "... ### ... ### ...",
  ">": "#.. .#. ..# .#. #..",
  "?": "### ..# .## ... .#.",
  "@": "#### #..# #.## #... ####",
  A: ".#. #.# ### #.# #.#",
  B: "##. #.# ##. #.# ##.",
  C: ".## #.. #.. #.. .##",
  D: "##. #.# #.# #.# ##.",
  E: "### #.. ##. #.. ###",
  F: "### #.. ##. #.. #..",
  G: ".## #.. #.# #.# .##",
  H: "#.# #.# ### #.# #.#",
  I: "### .#. .#. .#. ###",
  J: "..# ..# ..# #.# .#.",
  K: "#.# #.# ##. #.# #.#",
  L: "#.. #.. #.. #.. ###",
  M: "#...# ##.## #.#.# #...# #...#",
  N: "#..# ##.# #.## #..# #..#",
  O: ".#. #.# #.# #.# .#.",
  P: "##. #.# ##. #.. #..",
  Q: ".##. #..# #..# #.#. .#.#",
  R: "##. #.# ##. #.# #.#",
  S: ".## #.. .#. ..# ##.",
  T: "### .#. .#. .#. .#.",
  U: "#.# #.# #.# #.# ###",
  V: "#.# #.# #.# #.# .#.",
  W: "#...# #...# #.#.# ##.## #...#",
  X: "#.# #.# .#. #.# #.#",
  Y: "#.# #.# .#. .#. .#.",
  Z: "### ..# .#. #.. ###",
  "[": "## #. #. #. ##",
  "\\": "#.. #.. .#. ..# ..#",
  "]": "## .# .# .# ##",
  "^": ".#. #.# ... ... ...",
  _: "... ... ... ... ###",
  "`": "#. .# .. .. ..",
  "{": ".## .#. ##. .#. .##",
  "|": "# # # # #",
  "}": "##. .#. .## .#. ##.",
  "~": "..... .#... #.#.# ...#. .....",
};

const BOX = "#### #..# #..# #..# ####";

/** Which of a glyph's pixels are inked: five rows of the same width. */
export type Glyph = readonly (readonly boolean[])[];

export const GLYPH_HEIGHT = 5;

const read = (rows: string): Glyph => rows.split(" ").map((row) => [...row].map((pixel) => pixel === "#"));
const drawn: ReadonlyMap<string, Glyph> = new Map(Object.entries(glyphs).map(([letter, rows]) => [letter, read(rows)]));
const box = read(BOX);

/** The glyphs of one line of text. */
export function glyphsOf(line: string): Glyph[] {
  // Capitals first: the capital of an accented letter may be another letter than that of the bare one.
  const letters = line
    .toUpperCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "");
  return [...letters].map((letter) => drawn.get(letter) ?? box);
}

/** How many pixels the line takes, with one between its glyphs. */
export function widthOf(line: string): number {
  return glyphsOf(line).reduce((width, glyph) => width + (glyph[0]?.length ?? 0) + 1, -1);
}
