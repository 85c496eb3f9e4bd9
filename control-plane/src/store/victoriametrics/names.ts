/** Long names as numbers, so that VictoriaMetrics cuts none short. */
export interface Aliases {
  idOf(name: string): number;
  nameOf(id: number): string | undefined;
}

/** Names of ours as Prometheus knows names, and back. */
export interface Names {
  /** `<measurement>_<field>`. */
  metric(measurement: string, field: string): string;
  /** The measurement as a metric's name begins with it, without the `_` after it. */
  measurement(measurement: string): string;
  field(field: string): string;
  parse(metric: string): { measurement: string; field: string } | undefined;
  label(tag: string): string;
  tag(label: string): string;
}

/** VictoriaMetrics cuts the name of a label at 256 bytes. */
const maxLength = 200;
/** Words of MetricsQL where the name of a label may stand. */
const reserved = /^or$/i;

/**
 * Letters, digits and, but for measurements, `_` stand for themselves; any other character is `_x<code point>_`, and
 * so is whatever could be taken for that. A name that would get too long is `_xt<number>_`.
 */
export function createNames(aliases: Aliases): Names {
  const shortened = (name: string, escaped: string) =>
    escaped.length > maxLength ? `_xt${aliases.idOf(name)}_` : escaped;
  const measurement = (name: string) => shortened(name, name.replace(/[^A-Za-z0-9]/gu, escapeChar));
  const field = (name: string) =>
    shortened(name, escapeText(name).replace(/^x(?=[0-9a-z]+[^A-Za-z0-9])/, escapeChar));
  const restore = (text: string) =>
    text.replace(/_x(t\d+|[0-9a-f]{1,6})_/g, (whole, code: string) => {
      if (code.startsWith("t")) return aliases.nameOf(Number(code.slice(1))) ?? whole;
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    });
  return {
    measurement,
    field,
    metric: (ofMeasurement, ofField) => `${measurement(ofMeasurement)}_${field(ofField)}`,
    parse(metric) {
      const [, head, tail] = /^((?:[A-Za-z0-9]|_x[0-9a-z]+_)+)_(.+)$/s.exec(metric) ?? [];
      if (head === undefined || tail === undefined) return undefined;
      return { measurement: restore(head), field: restore(tail) };
    },
    label(tag) {
      const first = /^(?:\d|__)/.test(tag) || reserved.test(tag) ? escapeChar(tag.charAt(0)) : "";
      return shortened(tag, first + escapeText(first === "" ? tag : tag.slice(1)));
    },
    tag: restore,
  };
}

function escapeText(text: string): string {
  return text.replace(/[^A-Za-z0-9_]|_(?=x[0-9a-z]+[^A-Za-z0-9])/gu, escapeChar);
}

function escapeChar(char: string): string {
  return `_x${(char.codePointAt(0) ?? 0).toString(16)}_`;
}
