import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";

interface InfluxDataquery extends Dataquery {
  refId: string;
  query: string;
  alias: string;
  rawQuery: true;
  resultFormat: "time_series" | "table";
}

/** A query of Grafana's InfluxDB data source in InfluxQL, which the SDK has no builder for. */
export class InfluxQuery implements Builder<Dataquery> {
  readonly #query: InfluxDataquery;

  constructor(
    query: string,
    { refId, alias, format }: { refId: string; alias: string; format: InfluxDataquery["resultFormat"] },
  ) {
    this.#query = {
      ...{ refId, query, alias, rawQuery: true, resultFormat: format },
      // JSON leaves functions out
      _implementsDataqueryVariant() {},
    };
  }

  build(): InfluxDataquery {
    return this.#query;
  }
}
