import { type HeartbeatDetail, heartbeatDetailSchema } from "@haidang/contract/heartbeat-api.ts";
import {
  type DeviceDetail,
  deviceDetailSchema,
  type LinkDetail,
  linkDetailSchema,
  type ServiceDetail,
  serviceDetailSchema,
  type UnitDetail,
  unitDetailSchema,
  type VideoDetail,
  videoDetailSchema,
} from "@haidang/contract/row.ts";
import { get } from "../api.ts";
import type { PageKind } from "../route.ts";

export type Detail =
  | { of: "link"; row: LinkDetail }
  | { of: "device"; row: DeviceDetail }
  | { of: "service"; row: ServiceDetail }
  | { of: "video"; row: VideoDetail }
  | { of: "heartbeat"; row: HeartbeatDetail }
  | { of: "unit"; row: UnitDetail };

/** All that is known of one object. */
export async function askDetail(kind: PageKind, id: string): Promise<Detail> {
  const at = encodeURIComponent(id);
  switch (kind) {
    case "link":
      return { of: kind, row: (await get(`/links/${at}`, linkDetailSchema)).data };
    case "device":
      return { of: kind, row: (await get(`/devices/${at}`, deviceDetailSchema)).data };
    case "service":
      return { of: kind, row: (await get(`/services/${at}`, serviceDetailSchema)).data };
    case "video":
      return { of: kind, row: (await get(`/video/${at}`, videoDetailSchema)).data };
    case "heartbeat":
      return { of: kind, row: (await get(`/heartbeats/${at}`, heartbeatDetailSchema)).data };
    case "unit":
      return { of: kind, row: (await get(`/units/${at}`, unitDetailSchema)).data };
  }
}
