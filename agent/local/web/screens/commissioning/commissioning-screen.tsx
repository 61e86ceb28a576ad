import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";
import { isAtLeast } from "#agent/domain/site/role";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { type Said, SaidNotice, useSaid } from "../../components/said";
import { useAsked, useAskingAgain } from "../../model/asked";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import type { CommissioningTexts } from "./commissioning-en";
import { commissioningTexts } from "./commissioning-texts";
import { LabelCard } from "./label-card";

interface Step {
  readonly by: string;
  readonly at: string;
}
interface Check {
  readonly check: DeviceCheck;
  readonly result: CheckResult;
  readonly detail: string | null;
}
interface View {
  readonly stage: LifeCycleStage;
  readonly isActivationNeeded: boolean;
  readonly installed: Step | null;
  readonly activated: Step | null;
  readonly checks: readonly Check[];
}

const LOOK_AGAIN_MS = 3000;

/** From the wall into service: steps, checks that go on while one looks, and the papers. */
export function CommissioningScreen() {
  const { session } = usePage();
  const shell = useTexts(shellTexts);
  const role = useCell(session.info)?.login?.role ?? "viewer";
  const { reply, askAgain } = useAsked<View>("/api/commissioning");
  useAskingAgain(askAgain, LOOK_AGAIN_MS);
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  return (
    <>
      <Steps view={reply.body} onDone={askAgain} />
      <Papers />
      {isAtLeast(role, "owner") && <LabelCard />}
    </>
  );
}

interface StepsProps {
  readonly view: View;
  readonly onDone: () => Promise<void>;
}

function Steps({ view, onDone }: StepsProps) {
  const { api } = usePage();
  const texts = useTexts(commissioningTexts);
  const format = formatFor(useLanguage());
  const said = useSaid();
  const { stage, installed, activated } = view;
  const begin = async () => {
    said.tell(await api.send("POST", "/api/commissioning/install", {}), texts.done);
    await onDone();
  };
  const steps = [
    [texts.installed, installed],
    [texts.activated, activated],
  ] as const;
  return (
    <section class={`card ${stage === "activated" ? "good" : "occupied"}`}>
      <p class="headline">{texts.stages[stage]}</p>
      {view.isActivationNeeded && stage !== "activated" && <Notice mood="warning">{texts.barred}</Notice>}
      {steps.map(
        ([name, step]) =>
          step !== null && (
            <p key={name}>
              {name}: {format.dateTime(step.at)} {texts.by(step.by)}
            </p>
          ),
      )}
      <SaidNotice words={said.words} />
      {stage === "installed" && <Checks view={view} said={said} onDone={onDone} />}
      {stage !== "decommissioned" && (
        <Press
          text={stage === "factory" ? texts.begin : texts.again}
          {...(stage === "factory" ? { look: "main" as const } : {})}
          onPress={begin}
        />
      )}
    </section>
  );
}

interface ChecksProps extends StepsProps {
  readonly said: Said;
}

function Checks({ view, said, onDone }: ChecksProps) {
  const { api } = usePage();
  const texts = useTexts(commissioningTexts);
  const sayLight = async (result: "passed" | "failed") => {
    said.tell(await api.send("PUT", "/api/commissioning/light", { result }), texts.done);
    await onDone();
  };
  const testCharge = async () => {
    said.tell(await api.send("POST", "/api/commissioning/test-charge", {}), texts.testOpen);
  };
  const activate = async () => {
    const reply = await api.send("POST", "/api/commissioning/activate", {});
    const missing = reply.ok ? "" : missingNames(reply.details["missing"], texts);
    said.tell(reply, texts.done, { checksMissing: texts.missing(missing) });
    await onDone();
  };
  return (
    <>
      <h2>{texts.checksTitle}</h2>
      <ul class="rows">
        {view.checks.map(({ check, result, detail }) => (
          <li key={check} class={`row ${result}`}>
            <span>
              {texts.checks[check]}
              {detail !== null && (
                <span class="hint" lang="en">
                  {detail}
                </span>
              )}
            </span>
            <strong>{texts.results[result]}</strong>
            {check === "light" && (
              <span class="buttons">
                <Press text={texts.lightGood} onPress={() => sayLight("passed")} />
                <Press text={texts.lightBad} onPress={() => sayLight("failed")} />
              </span>
            )}
            {check === "testCharge" && (
              <span class="buttons">
                <Press text={texts.testCharge} onPress={testCharge} />
                <span class="hint">{texts.testHint}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
      <p>
        <Press text={texts.activate} look="main" onPress={activate} />
      </p>
    </>
  );
}

function missingNames(missing: unknown, texts: CommissioningTexts): string {
  const names: Readonly<Record<string, string>> = texts.checks;
  return Array.isArray(missing) ? missing.map((each) => names[String(each)] ?? String(each)).join(", ") : "";
}

function Papers() {
  const texts = useTexts(commissioningTexts);
  const language = useLanguage();
  return (
    <section class="card">
      <h2>{texts.papers}</h2>
      <div class="buttons">
        <a href={`/api/commissioning/report.pdf?language=${language}`} download="commissioning-report.pdf">
          {texts.reportPdf}
        </a>
        <a href="/api/commissioning/report" download="commissioning-report.json">
          {texts.reportJson}
        </a>
      </div>
    </section>
  );
}
