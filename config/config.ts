import type { BoardFile } from "#config/board-schema";
import type { Certificates } from "#config/load-certificates";
import type { ConfigFile } from "#config/schema";

type WithPath<Use extends { readonly device: string }> = Omit<Use, "device"> & { readonly path: string };
type Evse = BoardFile["evses"][number];

/** The configuration as the program uses it: defaults filled in, every path absolute, the board and the password read. */
export interface Config {
  readonly station: ConfigFile["station"];
  readonly store: { readonly directory: string; readonly writeEvery: { readonly seconds: number } };
  readonly csms: {
    readonly url: string;
    readonly identity: string;
    /** Raw bytes, because a 1.6 AuthorizationKey is binary. A secret: never logged. */
    readonly password?: Uint8Array;
    readonly securityProfile?: 0 | 1 | 2 | 3;
    readonly verifyServerName: boolean;
  };
  readonly certificates: Certificates;
  /** The board's wiring with paths in the place of device roles. */
  readonly board: {
    readonly model: string;
    readonly buses: Readonly<Record<string, WithPath<BoardFile["buses"][string]>>>;
    readonly evses: readonly (Omit<Evse, "controller"> & { readonly controller: WithPath<Evse["controller"]> })[];
    readonly readers: readonly WithPath<BoardFile["readers"][number]>[];
  };
  readonly status: ConfigFile["status"];
  /** Absent where no page is wanted. */
  readonly site?: Omit<NonNullable<ConfigFile["site"]>, "labelFile"> & { readonly labelFile: string };
  readonly log: ConfigFile["log"];
  readonly clock: ConfigFile["clock"];
  readonly policy: ConfigFile["policy"];
  readonly variables: Readonly<Record<string, string>>;
  /** What whoever maintains the file should be told, one sentence each; nothing that keeps the program from running. */
  readonly notes: readonly string[];
}
