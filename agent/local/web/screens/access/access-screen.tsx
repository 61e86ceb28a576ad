import { useState } from "preact/hooks";
import { isAtLeast } from "#agent/domain/site/role";
import type { AccessRules } from "#agent/domain/access/access-rules";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { useCell } from "../../model/cell";
import { useLoaded } from "../../model/loaded";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { LogbookRulesCard } from "../logbook/rules-card";
import { accessTexts } from "./access-texts";
import { GuestList } from "./guest-list";
import { PresetCard } from "./preset-card";
import { RulesForm } from "./rules-form";

interface Access {
  readonly rules: AccessRules;
  readonly isOpen: boolean;
}

/** Who may charge here, and when. */
export function AccessScreen() {
  const { session } = usePage();
  const texts = useTexts(accessTexts);
  const shell = useTexts(shellTexts);
  const role = useCell(session.info)?.login?.role ?? "viewer";
  // The forms begin anew with what a preset has set.
  const [presetCount, setPresetCount] = useState(0);
  const { reply, reload } = useLoaded<Access>("/api/access");
  if (reply === undefined) return <p class="waiting">{texts.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{refusalWords(reply, shell)}</Notice>;
  const { rules, isOpen } = reply.body;
  return (
    <>
      <p class="headline">{isOpen ? texts.open : texts.closed}</p>
      {isAtLeast(role, "owner") && (
        <PresetCard
          onSet={async () => {
            await reload();
            setPresetCount(presetCount + 1);
          }}
        />
      )}
      <RulesForm
        key={`rules ${String(presetCount)}`}
        first={rules}
        mayChange={isAtLeast(role, "owner")}
        onSaved={reload}
      />
      <LogbookRulesCard key={`logbook ${String(presetCount)}`} />
      <GuestList />
    </>
  );
}
