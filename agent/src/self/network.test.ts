import { describe, expect, it } from "vitest";
import { findGateway, findResolvers } from "./network.ts";

const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

describe("findGateway", () => {
  it("takes the default route with the lowest metric", () => {
    const text = `${head}wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0102000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0002000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n`;
    expect(findGateway(text)).toEqual({ address: "10.0.2.1" });
  });
  it("leaves out a route that is down", () => {
    expect(
      findGateway(`${head}eth0\t00000000\t0102000A\t0002\t0\t0\t100\t00000000\t0\t0\t0\n`),
    ).toMatchObject({
      missing: "no_gateway",
    });
  });
  it("says when the default route has no gateway", () => {
    expect(findGateway(`${head}ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n`)).toEqual({
      missing: "no_gateway",
      detail: "the default route leaves by ppp0 without a gateway",
    });
  });
  it.each(["", head, "garbage\n\u0000\n", `${head}eth0\t00000000\tzz\t0003\t0\t0\t0\t00000000\n`])(
    "%j: none",
    (text) => {
      expect(findGateway(text)).toEqual({
        missing: "no_gateway",
        detail: "there is no default route for IPv4",
      });
    },
  );
});

describe("findResolvers", () => {
  it("takes each valid address once, in order", () => {
    const text =
      "# x\nnameserver 10.0.0.53\n nameserver\t2001:db8::53\nnameserver fe80::1%eth0\nnameserver 10.0.0.53\nnameserver $(reboot)\nnameserver\nsearch a b\n";
    expect(findResolvers(text)).toEqual([
      { address: "10.0.0.53" },
      { address: "2001:db8::53" },
      { address: "fe80::1" },
    ]);
  });
  it("is bounded, and says when there is none", () => {
    const many = Array.from({ length: 50 }, (_, n) => `nameserver 10.0.0.${n}`).join("\n");
    expect(findResolvers(many)).toHaveLength(8);
    expect(findResolvers("search x\n")).toMatchObject([{ missing: "no_resolver" }]);
  });
});
