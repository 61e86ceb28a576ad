import type { CsmsBranch } from "#agent/domain/site/state-tree";

const connectionWords: Readonly<Record<CsmsBranch["connection"], string>> = {
  offline: "Not connected",
  connecting: "Connecting …",
  connected: "Connected",
};

const registrationWords: Readonly<Record<CsmsBranch["registration"], string>> = {
  none: "Not asked yet",
  pending: "The back end has not decided yet",
  rejected: "Rejected by the back end",
  accepted: "Accepted",
};

export const backEndEn = {
  connectionWords,
  registrationWords,
  ago: (seconds: number) =>
    seconds < 120 ? `${String(seconds)} s ago` : `${String(Math.floor(seconds / 60))} min ago`,
  backEnd: "Back end",
  connection: "Connection",
  registration: "Registration",
  lastMessage: "Last message from the back end",
  never: "none yet",
  since: "Since",
  queued: "Messages waiting to be sent",
  deadLetters: "Messages that the back end did not take",
  deadLettersWhy: "They are kept; tell whoever runs the back end.",
  identity: "Known there as",
  trouble: "Why there is no connection",
  waitingForSync:
    "The back end does not know the present state of this charger. Charging goes on by the local rules; everything is sent later.",
  allWell: "Everything has been delivered.",
  waitingForState: "Waiting for the charger …",
};
export type BackEndTexts = typeof backEndEn;
