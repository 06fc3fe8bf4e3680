/** An element of XML, with the texts between its children. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const TOKEN = /<\?xml[^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Reads the small part of XML that reports are written in; throws an Error for anything that is not well-formed. */
export function readXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  let end = 0;
  for (const [token, closed, opened, attributes = "", selfClosed, text] of xml.matchAll(TOKEN)) {
    end += token.length;
    const parent = open.at(-1);
    if (!parent) throw new Error("there is something behind the root");
    if (text !== undefined) parent.text += unescaped(text);
    else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    } else if (opened !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
        name,
        unescaped(value),
      ]);
      const element: Element = { name: opened, attributes: Object.fromEntries(pairs), children: [], text: "" };
      parent.children.push(element);
      if (selfClosed === "") open.push(element);
    }
  }
  const [only] = root.children;
  if (end !== xml.length || open.length !== 1 || !only || root.children.length > 1) throw new Error("not well-formed");
  return only;
}

function unescaped(text: string): string {
  // What XML 1.0 does not allow: https://www.w3.org/TR/xml/#charsets
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) || !text.isWellFormed()) {
    throw new Error("a character that XML does not allow");
  }
  return text.replaceAll(/&([^;]*);?/g, (_, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity ${name}`);
    return character;
  });
}
