export interface Import {
  specifier: string;
  line: number;
}

const patterns = [
  /\b(?:import|export)\b[^"'`;()=]*?\bfrom\s*(["'])(?<specifier>[^"'\n]+)\1/g,
  /\bimport\s*(["'])(?<specifier>[^"'\n]+)\1/g,
  /\bimport\s*\(\s*(["'])(?<specifier>[^"'\n]+)\1/g,
];

/** Every module a TypeScript source names: static and dynamic imports, types too, and re-exports. */
export function findImports(source: string): Import[] {
  const text = blankOut(source);
  const found = patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const specifier = match.groups?.["specifier"] ?? "";
      const line = text.slice(0, match.index + match[0].length).split("\n").length;
      return { specifier, line };
    }),
  );
  return found.toSorted((a, b) => a.line - b.line);
}

/** Comments and template texts replaced by blanks, so that code quoted in them is not taken for code. */
function blankOut(source: string): string {
  const parts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replace(parts, (part) =>
    part.startsWith('"') || part.startsWith("'") ? part : part.replace(/[^\n]/g, " "),
  );
}
