import { deviceText } from "@haidang/contract/text.ts";

/** Text that came from a device, a system or a person: one line, bounded, in a direction of its own. */
export function Said({ text, most = 200 }: { text: string; most?: number }) {
  return <bdi class="said">{deviceText(text, most)}</bdi>;
}
