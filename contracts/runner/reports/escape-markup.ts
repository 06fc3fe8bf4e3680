const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML and HTML take it, in content and in attributes; characters that XML has no place for are left out. */
export function escapeMarkup(text: string): string {
  const allowed = [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 32
      ? !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
      : "\t\n\r".includes(character);
  });
  return allowed.join("").replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
