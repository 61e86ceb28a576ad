import { useState } from "preact/hooks";
import { type TagDuty, tagDuties } from "#agent/domain/logbook/tag-logbook";
import { Check } from "../../components/check";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { bodyOf, type Draft } from "./tag-model";
import { tagsTexts } from "./tags-texts";

interface TagFormProps {
  readonly first: Draft;
  /** Its number can be typed. */
  readonly isNew: boolean;
  readonly onSaved: () => Promise<void>;
  readonly onCancel: () => void;
}

/** Everything about one tag. */
export function TagForm({ first, isNew, onSaved, onCancel }: TagFormProps) {
  const { api } = usePage();
  const texts = useTexts(tagsTexts);
  const shell = useTexts(shellTexts);
  const [draft, setDraft] = useState(first);
  const [error, setError] = useState<string | undefined>(undefined);
  const put = (change: Partial<Draft>) => {
    setDraft({ ...draft, ...change });
  };
  const save = async () => {
    const reply = await api.send("PUT", `/api/tags/${encodeURIComponent(draft.token.trim())}`, bodyOf(draft));
    if (reply.ok) await onSaved();
    else setError([400, 404].includes(reply.status) ? texts.invalid : refusalWords(reply, shell));
  };
  return (
    <section class="card" aria-label={texts.form}>
      <Form submit={texts.save} onSubmit={save} isReady={draft.token.trim() !== "" && draft.alias.trim() !== ""}>
        {isNew ? (
          <Field
            label={texts.token}
            value={draft.token}
            maxLength={20}
            onInput={(token) => {
              put({ token });
            }}
          />
        ) : (
          <p>
            {texts.token}: <code>{draft.token}</code>
          </p>
        )}
        <Field
          label={texts.alias}
          value={draft.alias}
          maxLength={60}
          onInput={(alias) => {
            put({ alias });
          }}
          error={error}
        />
        <Field
          label={texts.owner}
          value={draft.owner}
          maxLength={60}
          onInput={(owner) => {
            put({ owner });
          }}
        />
        <Rights draft={draft} put={put} />
        <Logbook draft={draft} put={put} />
      </Form>
      <button type="button" class="quiet" onClick={onCancel}>
        {texts.cancel}
      </button>
    </section>
  );
}

interface RightsProps {
  readonly draft: Draft;
  readonly put: (change: Partial<Draft>) => void;
}

function Rights({ draft, put }: RightsProps) {
  const texts = useTexts(tagsTexts);
  return (
    <>
      <Field
        label={texts.firstDay}
        value={draft.firstDay}
        type="date"
        onInput={(firstDay) => {
          put({ firstDay });
        }}
      />
      <Field
        label={texts.lastDay}
        value={draft.lastDay}
        type="date"
        onInput={(lastDay) => {
          put({ lastDay });
        }}
      />
      <Field
        label={texts.amperes}
        value={draft.amperes}
        hint={texts.amperesHint}
        inputMode="numeric"
        onInput={(amperes) => {
          put({ amperes });
        }}
      />
      <Check
        label={texts.mayCharge}
        isOn={draft.mayCharge}
        onChange={(mayCharge) => {
          put({ mayCharge });
        }}
      />
      <Check
        label={texts.mayStop}
        isOn={draft.mayStop}
        onChange={(mayStop) => {
          put({ mayStop });
        }}
      />
      <Check
        label={texts.paid}
        isOn={draft.paid}
        onChange={(paid) => {
          put({ paid });
        }}
      />
      <Check
        label={texts.enabled}
        isOn={draft.enabled}
        onChange={(enabled) => {
          put({ enabled });
        }}
      />
    </>
  );
}

function Logbook({ draft, put }: RightsProps) {
  const texts = useTexts(tagsTexts);
  return (
    <>
      <Choice<TagDuty>
        label={texts.duty}
        value={draft.logbook}
        options={tagDuties.map((value) => ({ value, text: texts.duties[value] }))}
        onChoose={(logbook) => {
          put({ logbook });
        }}
      />
      <Field
        label={texts.plate}
        hint={texts.plateHint}
        value={draft.plate}
        maxLength={24}
        onInput={(plate) => {
          put({ plate });
        }}
      />
      <Check
        label={texts.asksOdometer}
        isOn={draft.asksOdometer}
        onChange={(asksOdometer) => {
          put({ asksOdometer });
        }}
      />
    </>
  );
}
