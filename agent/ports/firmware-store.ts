import type { UpdateState } from "#agent/domain/firmware/firmware-update";
import type { Notice } from "#agent/domain/notices/notice";

/** Where an update stands, over restarts. */
export interface FirmwareStore {
  load(): UpdateState;
  /** The state and what the back end is told of it, in one commit: after a power cut nothing is told twice or never. */
  commit(state: UpdateState, notices: readonly Notice[]): void;
}
