import { useState } from "preact/hooks";
import { type Preset, presets } from "#agent/domain/access/presets";
import { Press } from "../../components/press";
import { SaidNotice, useSaid } from "../../components/said";
import { usePage, useTexts } from "../../model/page";
import { accessTexts } from "./access-texts";

/** What a place is used for, in one step; a second press, because it takes the place of what was decided before. */
export function PresetCard({ onSet }: { readonly onSet: () => Promise<void> }) {
  const { api } = usePage();
  const texts = useTexts(accessTexts);
  const { words, tell } = useSaid();
  const [asked, setAsked] = useState<Preset | undefined>(undefined);
  const set = async (preset: Preset) => {
    setAsked(undefined);
    tell(await api.send("POST", "/api/access/preset", { preset }), texts.presetDone);
    await onSet();
  };
  return (
    <section class="card">
      <h2>{texts.presetTitle}</h2>
      <p class="hint">{texts.presetWhy}</p>
      <ul class="rows">
        {presets.map((preset) => (
          <li key={preset} class="row">
            <span>
              <strong>{texts.presetNames[preset]}</strong>: {texts.presetMeans[preset]}
            </span>
            <Press
              text={asked === preset ? texts.presetSure : texts.presetNames[preset]}
              label={asked === preset ? texts.presetSure : texts.presetChoose(texts.presetNames[preset])}
              look={asked === preset ? "danger" : "quiet"}
              onPress={() => {
                if (asked === preset) return set(preset);
                setAsked(preset);
                return undefined;
              }}
            />
          </li>
        ))}
      </ul>
      <SaidNotice words={words} />
    </section>
  );
}
