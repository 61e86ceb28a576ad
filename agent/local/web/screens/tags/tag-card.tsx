import { useState } from "preact/hooks";
import { type Format, formatFor } from "../../model/format";
import { useLanguage, useTexts } from "../../model/page";
import type { Tag, TagUse } from "./tag-model";
import type { TagsTexts } from "./tags-en";
import { tagsTexts } from "./tags-texts";

interface TagCardProps {
  readonly tag: Tag;
  /** Undefined when nobody has charged with it. */
  readonly use: TagUse | undefined;
  readonly onChange: () => void;
  readonly onRemove: () => Promise<void>;
}

/** One tag in words. Removing takes a second press. */
export function TagCard({ tag, use, onChange, onRemove }: TagCardProps) {
  const texts = useTexts(tagsTexts);
  const format = formatFor(useLanguage());
  const [isSure, setSure] = useState(false);
  return (
    <li class="card">
      <h2>{tag.alias}</h2>
      <p>
        {tag.owner !== "" && `${tag.owner} · `}
        <code>{tag.token}</code>
      </p>
      <p class="hint">{rights(tag, texts, (time) => format.dateTime(time)).join(" · ")}</p>
      <p class="hint">
        {texts.lastSeen}: {tag.lastSeenAt === null ? texts.never : format.dateTime(tag.lastSeenAt)}
      </p>
      {use !== undefined && <p class="hint">{useWords(use, texts, format)}</p>}
      <div class="buttons">
        <button type="button" aria-label={`${texts.change}: ${tag.alias}`} onClick={onChange}>
          {texts.change}
        </button>
        <button
          type="button"
          class="danger"
          aria-label={`${isSure ? texts.removeSure : texts.remove}: ${tag.alias}`}
          onClick={() => {
            if (isSure) onRemove().catch(() => undefined);
            setSure(!isSure);
          }}
        >
          {isSure ? texts.removeSure : texts.remove}
        </button>
      </div>
    </li>
  );
}

/** How often and how much, and when last. */
export function useWords(use: TagUse, texts: TagsTexts, format: Format): string {
  const { sessions, energyWh, lastStartedAt } = use;
  const much = texts.charged(format.number(sessions), format.kilowattHours(energyWh));
  return `${much} · ${texts.lastCharge(format.dateTime(lastStartedAt))}`;
}

function rights(tag: Tag, texts: TagsTexts, time: (iso: string) => string): readonly string[] {
  return [
    ...(tag.enabled ? [] : [texts.disabled]),
    ...(tag.mayCharge ? [] : [texts.mayNotCharge]),
    ...(tag.mayStop ? [texts.mayStopOthers] : []),
    tag.paid ? texts.pays : texts.free,
    ...(tag.maxCurrent === null ? [] : [texts.atMost(String(tag.maxCurrent))]),
    ...(tag.logbook === "always" ? [texts.dutyAlways] : []),
    ...(tag.logbook === "never" ? [texts.dutyNever] : []),
    ...(tag.plate === "" ? [] : [tag.plate]),
    ...(tag.validFrom === null ? [] : [texts.from(time(tag.validFrom))]),
    ...(tag.validTo === null ? [] : [texts.until(time(tag.validTo))]),
  ];
}
