import type { EvseBranch } from "#agent/domain/site/state-tree";
import { formatFor } from "../../model/format";
import { useLanguage, useTexts } from "../../model/page";
import { nowTexts } from "./now-texts";
import { limitWords, wholeOrTenth } from "./why-words";

/** Every limit with its owner, the smallest marked: the answer to “why not more”. */
export function LimitList({ outlet }: { readonly outlet: EvseBranch }) {
  const texts = useTexts(nowTexts);
  const format = formatFor(useLanguage());
  const limits = [...outlet.limits].sort((a, b) => a.amperes - b.amperes);
  return (
    <details class="limits">
      <summary>{texts.limits}</summary>
      <ul>
        {limits.map((limit) => (
          <li key={limit.owner} class={limit.owner === outlet.limit?.owner ? "decides" : ""}>
            {limitWords(limit, texts, format.number(limit.amperes, wholeOrTenth(limit.amperes)))}
            {limit.expiresAt !== null && `, ${texts.until(format.time(limit.expiresAt))}`}
            {limit.owner === outlet.limit?.owner && <strong> ({texts.decides})</strong>}
            {limit.owner === "chargingProfile" && (
              <span class="hint" lang="en">
                {limit.reason}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
