import { useCallback, useEffect, useState } from "preact/hooks";
import type { Reply } from "./api";
import { usePage } from "./page";

/** What the charger answered to a question that a screen asks when it opens, and again when something has been changed. */
export interface Asked<Body> {
  /** Undefined until the first answer. */
  readonly reply: Reply<Body> | undefined;
  readonly askAgain: () => Promise<void>;
}

export function useAsked<Body>(path: string): Asked<Body> {
  const { api } = usePage();
  const [reply, setReply] = useState<Reply<Body> | undefined>(undefined);
  const askAgain = useCallback(async () => {
    setReply(await api.get<Body>(path));
  }, [api, path]);
  useEffect(() => {
    askAgain().catch(() => undefined);
  }, [askAgain]);
  return { reply, askAgain };
}

/** Asks again and again while the screen is open. */
export function useAskingAgain(askAgain: () => Promise<void>, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(() => {
      askAgain().catch(() => undefined);
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [askAgain, everyMs]);
}
