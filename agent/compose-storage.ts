import { hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Signal } from "#hal/core/signal";
import type { AgentSettings } from "#agent/compose-settings";
import type { EvseController } from "#agent/control/evse-controller";
import type { StorageView } from "#agent/control/storage-view";
import type { StationStore } from "#agent/ports/station-store";
import type { EndWish } from "#agent/runtime/agent";
import { isDamage } from "#agent/store/damage";

interface StorageParts {
  readonly evses: () => readonly EvseController[];
  readonly factsWaiting: () => void;
  readonly endWishes: Signal<EndWish>;
}

/** What the agent does about a disk that refuses. */
export interface Storage {
  readonly view: StorageView;
  /** A write failed somewhere. What a disk may take later is no reason to end: it is tried until it does. */
  readonly failed: (error: unknown) => void;
}

export function composeStorage(
  { log, store }: { readonly log: Log; readonly store: Pick<StationStore, "health"> },
  { policy }: Pick<AgentSettings, "policy">,
  parts: StorageParts,
): Storage {
  const { health } = store;
  const judge = () => {
    for (const evse of parts.evses()) evse.judgeStorage();
    parts.factsWaiting();
  };
  health.changes.listen(judge);
  health.written.listen(judge);
  return {
    view: {
      trouble: () => {
        const { trouble } = health.state();
        if (trouble === undefined) return "none";
        return trouble.isSlow ? "slow" : "refuses";
      },
      mark: () => health.mark(),
      isOnDisk: (mark) => health.isOnDisk(mark),
      goesOn: policy.storeTrouble !== "end",
    },
    failed: (error) => {
      log.error({ error }, "store.failed");
      const mayHeal = hasCode(error, "store.failed") && !isDamage(error);
      if (!mayHeal) parts.endWishes.emit({ kind: "storageFailed", error });
    },
  };
}
