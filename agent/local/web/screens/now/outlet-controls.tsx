import { useState } from "preact/hooks";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import type { NowTexts } from "./now-en";
import { nowTexts } from "./now-texts";

interface ControlsProps {
  readonly id: string;
  readonly outlet: EvseBranch;
}

const wordsOf = ({ tokenNeeded, lockFailed }: NowTexts): Readonly<Record<string, string>> => ({
  tokenNeeded,
  lockFailed,
});

type Ask = (word: string, body: object) => Promise<void>;

/** What may be done here now; what came of it is said beside the buttons. */
export function OutletControls({ id, outlet }: ControlsProps) {
  const { api } = usePage();
  const texts = useTexts(nowTexts);
  const shell = useTexts(shellTexts);
  const [result, setResult] = useState<{ readonly mood: "good" | "problem"; readonly words: string } | undefined>();
  const ask: Ask = async (word, body) => {
    const reply = await api.send("POST", `/api/evses/${id}/${word}`, body);
    if (reply.ok) setResult({ mood: "good", words: texts.done });
    else
      setResult({
        mood: "problem",
        words: wordsOf(texts)[reply.error] ?? refusalWords(reply, shell),
      });
  };
  const isCharging = outlet.session !== null;
  return (
    <div class="controls" role="group" aria-label={texts.control}>
      {isCharging ? <ChargeButtons outlet={outlet} ask={ask} /> : <StartForm ask={ask} />}
      {outlet.lock === "locked" && <UnlockButton isCharging={isCharging} ask={ask} />}
      <CurrentChoice outlet={outlet} ask={ask} />
      {result !== undefined && <Notice mood={result.mood}>{result.words}</Notice>}
    </div>
  );
}

function StartForm({ ask }: { readonly ask: Ask }) {
  const texts = useTexts(nowTexts);
  const [token, setToken] = useState("");
  return (
    <Form submit={texts.start} onSubmit={() => ask("start", token.trim() === "" ? {} : { token: token.trim() })}>
      <Field
        label={texts.token}
        value={token}
        onInput={setToken}
        hint={texts.tokenHint}
        maxLength={20}
        autoComplete="off"
      />
    </Form>
  );
}

/** Stopping ends the charge for good, so that it takes a second press. */
function ChargeButtons({ outlet, ask }: { readonly outlet: EvseBranch; readonly ask: Ask }) {
  const texts = useTexts(nowTexts);
  const [isSure, setSure] = useState(false);
  const press = (word: string) => () => {
    setSure(false);
    ask(word, {}).catch(() => undefined);
  };
  return (
    <div class="buttons">
      {outlet.paused ? (
        <button type="button" class="main" onClick={press("resume")}>
          {texts.resume}
        </button>
      ) : (
        <button type="button" onClick={press("pause")}>
          {texts.pause}
        </button>
      )}
      <button
        type="button"
        class={isSure ? "danger" : ""}
        onClick={
          isSure
            ? press("stop")
            : () => {
                setSure(true);
              }
        }
      >
        {isSure ? texts.stopSure : texts.stop}
      </button>
    </div>
  );
}

/** The plug comes out for whoever is nearest, and a charge ends with it: a second press there. */
function UnlockButton({ isCharging, ask }: { readonly isCharging: boolean; readonly ask: Ask }) {
  const texts = useTexts(nowTexts);
  const [isSure, setSure] = useState(false);
  const isLast = isSure || !isCharging;
  return (
    <Press
      text={isSure ? texts.unlockSure : texts.unlock}
      look={isSure ? "danger" : "quiet"}
      onPress={() => {
        setSure(!isLast);
        return isLast ? ask("unlock", {}) : undefined;
      }}
    />
  );
}

function CurrentChoice({ outlet, ask }: { readonly outlet: EvseBranch; readonly ask: Ask }) {
  const texts = useTexts(nowTexts);
  const { least, most } = outlet.range;
  const own = outlet.limits.find(({ owner, amperes }) => owner === "localUser" && amperes > 0);
  const steps = Array.from({ length: Math.max(0, Math.floor(most) - least + 1) }, (_, step) => String(least + step));
  return (
    <div>
      <Choice
        label={texts.atMost}
        value={own === undefined ? "" : String(own.amperes)}
        options={[{ value: "", text: texts.noOwnLimit }, ...steps.map((step) => ({ value: step, text: `${step} A` }))]}
        onChoose={(value) => {
          ask("current", { amperes: value === "" ? null : Number(value) }).catch(() => undefined);
        }}
      />
      <p class="hint">{texts.untilEnd}</p>
    </div>
  );
}
