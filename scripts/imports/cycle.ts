/** Rings in a graph, each once and beginning with its first name in the alphabet. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const rings = new Map<string, string[]>();
  const settled = new Set<string>();
  const trail: string[] = [];

  function visit(node: string): void {
    const from = trail.indexOf(node);
    if (from !== -1) {
      const ring = turned(trail.slice(from));
      rings.set(ring.join(" "), ring);
      return;
    }
    if (settled.has(node)) return;
    trail.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    trail.pop();
    settled.add(node);
  }

  for (const node of [...graph.keys()].toSorted()) visit(node);
  return [...rings.values()];
}

function turned(ring: readonly string[]): string[] {
  const first = ring.toSorted()[0] ?? "";
  const from = ring.indexOf(first);
  return [...ring.slice(from), ...ring.slice(0, from)];
}
