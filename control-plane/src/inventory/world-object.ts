import type { Heartbeat } from "@haidang/contract/heartbeat.ts";
import type {
  Device,
  Link,
  ObjectKey,
  ObjectKind,
  Rack,
  Service,
  Site,
  Unit,
  VideoPoint,
} from "@haidang/contract/object.ts";
import type { Missing } from "./discovered.ts";

export interface Placed {
  key: ObjectKey;
  id: string;
  name: string;
  /** The unit it belongs to; a unit's parent. */
  unit: string | undefined;
  discovered: boolean;
  missing?: Missing | undefined;
}

/** One object of the world, with what the inventory or an agent says of it. */
export type WorldObject = Placed &
  (
    | { kind: "unit"; item: Unit }
    | { kind: "site"; item: Site }
    | { kind: "link"; item: Link }
    | { kind: "device"; item: Device; agentHost: boolean }
    | { kind: "service"; item: Service }
    | { kind: "video"; item: VideoPoint }
    | { kind: "rack"; item: Rack }
    | { kind: "heartbeat"; item: Heartbeat }
  );
export type WorldObjectOf<K extends ObjectKind> = Extract<WorldObject, { kind: K }>;
