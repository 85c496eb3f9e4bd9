import { Document, isCollection, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Entry, ListName } from "./entry.ts";
import type { Proposal } from "./propose.ts";

const lists: readonly ListName[] = ["units", "sites", "links", "devices", "services", "videoPoints"];

/** Values as they are, never folded: a name stays on its line. */
const form = { lineWidth: 0 } as const;

/**
 * The proposal as an inventory file. What is not proposed stands as a comment where it would belong; its own
 * explanations are comments in the comment, so that taking the first # of every line away makes it an entry.
 */
export function proposalYaml({ header, entries }: Proposal): string {
  const document = new Document({});
  const root = new YAMLMap();
  const left: string[] = [];
  for (const list of lists) {
    const here = entries.filter((entry) => entry.list === list);
    const proposed = here.filter(({ isProposed }) => isProposed);
    const asComment = commentedOut(here.filter(({ isProposed }) => !isProposed));
    if (proposed.length === 0) {
      if (asComment.length > 0) left.push(` ${list}:`, ...asComment.map((line) => `  ${line}`));
      continue;
    }
    const sequence = new YAMLSeq();
    sequence.items = proposed.map((entry) => entryNode(document, entry));
    if (asComment.length > 0) sequence.comment = asComment.join("\n");
    const key = new Scalar(list);
    key.spaceBefore = root.items.length > 0;
    root.items.push(document.createPair(key, sequence));
  }
  const head = header.map((line) => ` ${line}`).join("\n");
  if (root.items.length === 0) return [head, ...left].join("\n").replace(/^/gm, "#").concat("\n");
  document.contents = document.createNode(root);
  document.commentBefore = head;
  if (left.length > 0) document.comment = left.join("\n");
  return document.toString(form);
}

function entryNode(document: Document, { value, comments }: Entry) {
  const node = document.createNode(value);
  node.commentBefore = comments.map((line) => ` ${line}`).join("\n");
  flowInner(node);
  return node;
}

/** `snmp: { version: 2c, community: public }`: an entry's own keys stand each on a line, what is below on one. */
function flowInner(node: unknown): void {
  if (!(node instanceof YAMLMap)) return;
  for (const { value } of node.items) if (isCollection(value)) value.flow = true;
}

/** Lines of comment that hold the entries, written by the same library. */
function commentedOut(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => {
    const document = new Document([]);
    const sequence = new YAMLSeq();
    sequence.items = [entryNode(document, entry)];
    document.contents = sequence;
    return document
      .toString(form)
      .trimEnd()
      .split("\n")
      .map((line) => ` ${line}`);
  });
}
