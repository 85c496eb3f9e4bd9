import sax, { type SAXOptions } from "sax";

/** An element with what it holds; text is trimmed. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/** Status documents are some six deep and a few hundred elements long. */
const mostDepth = 32;
const mostElements = 20_000;

/** The five entities of XML alone; the types of the reader do not know this option of it. */
const options: SAXOptions & { strictEntities: boolean } = { strictEntities: true, position: false };

/**
 * An XML document as elements; attributes, comments and instructions are left out. Throws for what is not well-formed,
 * too deep or too much. A document's own entities are unknown to the reader, so nothing expands.
 */
export function readXml(text: string): XmlElement {
  const parser = sax.parser(true, options);
  const document: XmlElement = { name: "", text: "", children: [] };
  const open: XmlElement[] = [document];
  let elements = 0;
  parser.onopentag = ({ name }) => {
    elements += 1;
    if (open.length > mostDepth) throw new Error(`elements more than ${mostDepth} deep`);
    if (elements > mostElements) throw new Error(`more than ${mostElements} elements`);
    const element: XmlElement = { name, text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  const addText = (part: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    const closed = open.pop();
    if (closed !== undefined) closed.text = closed.text.trim();
  };
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(text).close();
  const [root, another] = document.children;
  if (root === undefined) throw new Error("no element");
  if (another !== undefined) throw new Error("more than one document");
  return root;
}

/** Elements at a path below one, each step taking all of that name. */
export function at(element: XmlElement | undefined, ...path: string[]): XmlElement[] {
  let found = element === undefined ? [] : [element];
  for (const step of path) {
    found = found.flatMap(({ children }) => children.filter(({ name }) => name === step));
  }
  return found;
}

/** Every element below one that passes, however deep. */
export function within(element: XmlElement | undefined, passes: (name: string) => boolean): XmlElement[] {
  return (element?.children ?? []).flatMap((child) => [
    ...(passes(child.name) ? [child] : []),
    ...within(child, passes),
  ]);
}

/** Text of the first element at a path; undefined where there is none or it is empty. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  return at(element, ...path)[0]?.text || undefined;
}

/** A plain number at a path, at least 0. */
export function numberAt(element: XmlElement | undefined, ...path: string[]): number | undefined {
  const text = textAt(element, ...path);
  return text !== undefined && /^\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}
