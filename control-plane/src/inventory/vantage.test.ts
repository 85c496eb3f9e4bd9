import { checkSchema } from "@haidang/contract/check.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { expect, test } from "vitest";
import { assignChecks } from "./checks.ts";
import { buildWorld } from "./world.ts";

function assigned(link: object, agents: readonly string[] = ["hub", "xa-agent"]) {
  const world = buildWorld(
    inventorySchema.parse({
      units: [{ id: "tinh", name: "Tỉnh" }],
      sites: [
        { id: "tt", name: "Trung tâm", unit: "tinh" },
        { id: "xa", name: "Xã", unit: "tinh", agent: "xa-agent" },
      ],
      links: [{ id: "l", name: "L", site: "xa", address: "10.0.0.2", ...link }],
      devices: [
        {
          id: "cpe",
          name: "CPE",
          site: "xa",
          address: "10.1.0.2",
          snmp: { version: "2c", community: "bi-mat" },
        },
        { id: "core", name: "Core", site: "tt", address: "10.1.0.3", snmp: { version: "2c", port: 1161 } },
        { id: "mute", name: "Mute", site: "tt", address: "10.1.0.4" },
      ],
    }),
    [],
  );
  const { byAgent, orphans } = assignChecks(
    world,
    agents.map((id) => ({ id, hub: id === "hub" })),
  );
  const ofLink = (agent: string) => (byAgent.get(agent) ?? []).filter(({ target }) => target.kind === "link");
  return { ofLink, orphans, ids: (agent: string) => ofLink(agent).map(({ id }) => id) };
}

const all = {
  near: "10.0.0.1",
  interface: { device: "cpe", name: "wan 1" },
  nearInterface: { device: "core", name: "Gi0/1" },
};

test("a link is seen from its far end and by the ports at either end, each by whoever is there", () => {
  const { ids, ofLink } = assigned(all);
  expect(ids("hub")).toEqual(["icmp:link/l", "path:link/l", "port-near:link/l"]);
  expect(ids("xa-agent")).toEqual(["icmp-far:link/l", "port:link/l"]);
  for (const agent of ["hub", "xa-agent"])
    for (const check of ofLink(agent)) expect(checkSchema.parse(check)).toEqual(check);
  expect(ofLink("xa-agent")[1]).toMatchObject({ settings: { ifName: "wan 1", community: "bi-mat" } });
  expect(ofLink("hub")[2]).toMatchObject({ settings: { address: "10.1.0.3", port: 1161, ifName: "Gi0/1" } });
});

test("an agent does not confirm itself, and a device without SNMP tells of no port", () => {
  const { ids } = assigned({ ...all, measuredBy: "xa-agent", nearInterface: { device: "mute", name: "x" } });
  expect(ids("xa-agent")).toEqual(["icmp:link/l", "path:link/l", "port:link/l"]);
  expect(ids("hub")).toEqual([]);
});

test("an agent that is not enrolled yet leaves no orphan beside what is measured", () => {
  const { orphans, ids } = assigned(all, ["hub"]);
  expect(ids("hub")).toEqual(["icmp:link/l", "path:link/l", "port-near:link/l"]);
  expect(orphans).toEqual([{ kind: "device", id: "cpe" }]);
});
