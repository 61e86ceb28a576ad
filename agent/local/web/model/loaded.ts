import { useCallback, useEffect, useState } from "preact/hooks";
import type { Reply } from "./api";
import { usePage } from "./page";

/** What the charger says at a path, asked when the screen is opened and whenever `reload` is called. */
export function useLoaded<Body>(path: string): {
  readonly reply: Reply<Body> | undefined;
  readonly reload: () => Promise<void>;
} {
  const { api } = usePage();
  const [reply, setReply] = useState<Reply<Body> | undefined>(undefined);
  const reload = useCallback(async () => {
    setReply(await api.get<Body>(path));
  }, [api, path]);
  useEffect(() => {
    reload().catch(() => undefined);
  }, [reload]);
  return { reply, reload };
}
