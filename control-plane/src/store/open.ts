import type { StoreAddress, StoreCredentials } from "../config/store-address.ts";
import { openEmbeddedSeriesStore } from "./embedded/embedded.ts";
import { openInfluxdb1SeriesStore } from "./influxdb1/influxdb1.ts";
import { openInfluxdb2SeriesStore } from "./influxdb2/influxdb2.ts";
import type { SeriesStore } from "./series.ts";
import { openVictoriaMetricsSeriesStore } from "./victoriametrics/victoriametrics.ts";

export interface OpenOptions {
  /** A path in the data folder. */
  file: (name: string) => string;
  /** Without it the engine's own retention stays as it is. */
  retentionDays?: number;
  onRollUpFault?: (error: unknown) => void;
}

/** The one place where a driver is chosen. Throws what the drivers throw. */
export async function openSeriesStore(
  address: StoreAddress & StoreCredentials,
  { file, retentionDays, onRollUpFault }: OpenOptions,
): Promise<SeriesStore> {
  const { username, password, token } = address;
  switch (address.engine) {
    case "embedded":
      return openEmbeddedSeriesStore(file("series.db"));
    case "influxdb1": {
      const { url, database } = address;
      const dirtyHoursPath = file("influxdb-rollup.db");
      const given = { url, database, username, password, retentionDays, onRollUpFault };
      return openInfluxdb1SeriesStore({ ...given, dirtyHoursPath });
    }
    case "influxdb2": {
      const { url, org, bucket } = address;
      return openInfluxdb2SeriesStore({ url, org, bucket, token: token ?? "" });
    }
    case "victoriametrics": {
      const { url, selectUrl } = address;
      const texts = openEmbeddedSeriesStore(file("victoriametrics-texts.db"));
      try {
        const besidePath = file("victoriametrics.db");
        return await openVictoriaMetricsSeriesStore({
          url,
          selectUrl,
          username,
          password,
          token,
          texts,
          besidePath,
        });
      } catch (error) {
        await texts.close();
        throw error;
      }
    }
  }
}
