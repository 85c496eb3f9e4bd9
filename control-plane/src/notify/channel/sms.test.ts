import { smsChannelSchema } from "@haidang/contract/channel.ts";
import { expect, test } from "vitest";
import { smsRequest } from "./sms.ts";

const secrets = { get: (name: string) => (name === "key" ? "k&\"'<é" : undefined), put: () => undefined };
const message = {
  ...{
    id: "n 1",
    purpose: "open" as const,
    language: "vi" as const,
    incidents: [],
    subject: "",
    text: "",
    html: "",
  },
  ...{ shortText: `"x"&y='{secret:key}<z>\r\nA: b`, links: {}, contacts: [], atMs: 0 },
};
const made = (more: object) => {
  const channel = smsChannelSchema.parse({
    id: "s",
    name: "S",
    kind: "sms",
    url: "https://sms.example.vn/send",
    ...more,
  });
  return smsRequest(channel, { message, phone: "84912345678" }, { secrets }).request;
};
const text = `"x"&y='{secret:key}<z> A: b`;

test("JSON", () => {
  const { body, headers } = made({ body: '{"to":"{phone}","text":"{text}","key":"{secret:key}"}' });
  expect(JSON.parse(body)).toEqual({ to: "84912345678", text, key: "k&\"'<é" });
  expect(headers["content-type"]).toBe("application/json");
});

test("form, and a URL", () => {
  const { body, url } = made({
    body: "to={phone}&text={text}",
    url: "https://sms.example.vn/{id}?text={text}",
  });
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ to: "84912345678", text });
  expect(new URL(url).searchParams.get("text")).toBe(text);
  expect(new URL(url).pathname).toBe("/n%201");
});

test("XML", () => {
  const { body } = made({ body: "<t>{text}</t>", headers: { "Content-Type": "text/xml; charset=utf-8" } });
  expect(body).toBe("<t>&#34;x&#34;&#38;y=&#39;{secret:key}&#60;z&#62; A: b</t>");
});

test("a header holds one line of ASCII or nothing goes out; a secret that is not there says what to type", () => {
  expect(made({ headers: { "X-To": "+{phone}" } }).headers["X-To"]).toBe("+84912345678");
  expect(() => made({ headers: { "X-Key": "{secret:key}" } })).toThrow("one line of ASCII");
  expect(() => made({ body: "{secret:none}" })).toThrow("haidang secret set none");
});
