import type { EventSeverity, SiteEvent } from "#agent/domain/site/site-event";
import type { FaultLeaf, StateTree, StoreBranch } from "#agent/domain/site/state-tree";

type Watched = Pick<StateTree, "csms" | "faults" | "unbilled" | "store" | "evses">;

const severities = { emergency: "alarm", serious: "alarm", warning: "warning" } as const satisfies Readonly<
  Record<FaultLeaf["severity"], EventSeverity>
>;

/** What has happened between two looks at the charger. */
export function eventsBetween(before: Watched, after: Watched): readonly SiteEvent[] {
  const outlets = new Set([...Object.keys(before.evses), ...Object.keys(after.evses)]);
  return [
    ...faultEvents(before.faults, after.faults, {}),
    ...[...outlets].flatMap((id) =>
      faultEvents(before.evses[id]?.faults ?? [], after.evses[id]?.faults ?? [], { evse: Number(id) }),
    ),
    ...csmsEvents(before, after),
    ...(after.csms.deadLetters > before.csms.deadLetters ? [alarm("deadLetter.added")] : []),
    ...(after.unbilled > before.unbilled ? [alarm("unbilled.added")] : []),
    ...storeEvents(before.store, after.store),
  ];
}

function faultEvents(
  before: readonly FaultLeaf[],
  after: readonly FaultLeaf[],
  place: Pick<SiteEvent, "evse">,
): readonly SiteEvent[] {
  const isIn = (faults: readonly FaultLeaf[], { code }: FaultLeaf) => faults.some((each) => each.code === code);
  return [
    ...after
      .filter((fault) => !isIn(before, fault))
      .map(({ code, severity }) => ({
        code: "fault.raised" as const,
        severity: severities[severity],
        subject: code,
        ...place,
      })),
    ...before
      .filter((fault) => !isIn(after, fault))
      .map(({ code }) => ({ code: "fault.cleared" as const, severity: "info" as const, subject: code, ...place })),
  ];
}

/** Attempts in between are nobody's concern. */
function csmsEvents(before: Watched, after: Watched): readonly SiteEvent[] {
  const isThere = ({ csms }: Watched) => csms.connection === "connected" && csms.registration === "accepted";
  if (isThere(before) === isThere(after)) return [];
  return [isThere(after) ? { code: "csms.back", severity: "info" } : { code: "csms.lost", severity: "warning" }];
}

function storeEvents(before: StoreBranch, after: StoreBranch): readonly SiteEvent[] {
  const was = troubleOf(before);
  const is = troubleOf(after);
  const isRebuilt = after.rebuiltAt !== null && after.rebuiltAt !== before.rebuiltAt;
  return [
    ...(is === "refuses" && was !== "refuses" ? [alarm("store.refuses")] : []),
    ...(is === "slow" && was === "none" ? [{ code: "store.slow", severity: "warning" } as const] : []),
    ...(is === "none" && was !== "none" ? [{ code: "store.takes", severity: "info" } as const] : []),
    ...(isRebuilt ? [alarm("store.rebuilt")] : []),
  ];
}

function troubleOf({ troubleSince, isSlow }: StoreBranch): "none" | "slow" | "refuses" {
  if (troubleSince === null) return "none";
  return isSlow ? "slow" : "refuses";
}

function alarm(code: SiteEvent["code"]): SiteEvent {
  return { code, severity: "alarm" };
}
