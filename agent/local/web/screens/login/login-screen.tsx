import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { TasteControls } from "../../components/taste-controls";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { accessTexts } from "../access/access-texts";
import { GuestForm } from "../access/guest-form";
import { DriverForm } from "../logbook/driver-form";
import { logbookTexts } from "../logbook/logbook-texts";
import { loginTexts } from "./login-texts";
import { RecoverForm } from "./recover-form";

type Mode = "login" | "recover" | "recovered" | "guest" | "driver";
/** A label beside the charger can lead there. */
const DRIVER = "#/logbook";

/** The first thing that a visitor sees. */
export function LoginScreen() {
  const texts = useTexts(loginTexts);
  const access = useTexts(accessTexts);
  const logbook = useTexts(logbookTexts);
  const [mode, setMode] = useState<Mode>(() => (location.hash === DRIVER ? "driver" : "login"));
  const isRecovering = mode === "recover";
  const others: readonly (readonly [string, Mode])[] = [
    isRecovering ? [texts.back, "login"] : [texts.forgotten, "recover"],
    [access.guestTitle, "guest"],
    [logbook.driverTitle, "driver"],
  ];
  const toLogin = () => {
    setMode("login");
  };
  if (mode === "guest")
    return (
      <Aside title={access.guestTitle} onBack={toLogin}>
        <GuestForm />
      </Aside>
    );
  if (mode === "driver")
    return (
      <Aside title={logbook.driverTitle} onBack={toLogin}>
        <DriverForm />
      </Aside>
    );
  return (
    <main class="gate" aria-labelledby="screen-title">
      <h1 id="screen-title">{isRecovering ? texts.recoverTitle : texts.title}</h1>
      {mode === "recovered" && <Notice mood="good">{texts.recovered}</Notice>}
      {isRecovering ? (
        <RecoverForm
          onDone={() => {
            setMode("recovered");
          }}
        />
      ) : (
        <LoginForm />
      )}
      {others.map(([text, next]) => (
        <button
          key={next}
          type="button"
          class="quiet"
          onClick={() => {
            setMode(next);
          }}
        >
          {text}
        </button>
      ))}
      <TasteControls />
    </main>
  );
}

interface AsideProps {
  readonly title: string;
  readonly onBack: () => void;
  readonly children: ComponentChildren;
}

/** What can be done here without an account. */
function Aside({ title, onBack, children }: AsideProps) {
  const texts = useTexts(loginTexts);
  return (
    <main class="gate" aria-labelledby="screen-title">
      <h1 id="screen-title">{title}</h1>
      {children}
      <button type="button" class="quiet" onClick={onBack}>
        {texts.back}
      </button>
      <TasteControls />
    </main>
  );
}

function LoginForm() {
  const { session } = usePage();
  const texts = useTexts(loginTexts);
  const shell = useTexts(shellTexts);
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const logIn = async () => {
    const reply = await session.logIn(account, password);
    if (!reply.ok) setError(reply.error === "wrong" ? texts.wrong : refusalWords(reply, shell));
  };
  return (
    <Form submit={texts.logIn} onSubmit={logIn} isReady={account !== "" && password !== ""}>
      <Field
        label={texts.account}
        value={account}
        onInput={setAccount}
        autoComplete="username"
        hint={texts.firstHint}
      />
      <Field
        label={texts.password}
        value={password}
        onInput={setPassword}
        type="password"
        autoComplete="current-password"
        error={error}
      />
    </Form>
  );
}
