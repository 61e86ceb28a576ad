import { useEffect, useState } from "preact/hooks";
import type { Reply } from "./api";
import { usePage } from "./page";

/** What the charger answers at this path; asked anew when the path is another one, and undefined until it has answered. */
export function useAnswer<Body>(path: string): Reply<Body> | undefined {
  const { api } = usePage();
  const [answer, setAnswer] = useState<{ readonly path: string; readonly reply: Reply<Body> }>();
  useEffect(() => {
    let isWanted = true;
    api.get<Body>(path).then(
      (reply) => {
        if (isWanted) setAnswer({ path, reply });
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [api, path]);
  return answer?.path === path ? answer.reply : undefined;
}
