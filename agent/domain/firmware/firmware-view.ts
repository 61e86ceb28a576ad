import type { UpdateState } from "#agent/domain/firmware/firmware-update";
import type { FirmwareStatus } from "#agent/domain/notices/notice";

/** How the update of the firmware stands, for people; where it comes from may be a secret and is not in it. */
export interface FirmwareView {
  /** Of the firmware that runs. */
  readonly version: string;
  readonly state: UpdateState["kind"];
  readonly status: FirmwareStatus;
  readonly requestId: number | null;
  /** In percent, of the step that it is at. */
  readonly progress: number | null;
  readonly retrieveAt: string | null;
  readonly installAt: string | null;
  readonly endedAt: string | null;
  readonly why: string | null;
}
