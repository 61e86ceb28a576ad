import { useEffect, useRef, useState } from "preact/hooks";
import { isAtLeast } from "#agent/domain/site/role";
import { Notice } from "./components/notice";
import { TasteControls } from "./components/taste-controls";
import { useCell } from "./model/cell";
import { useLanguage, usePage, useTexts } from "./model/page";
import type { LoginInfo } from "./model/session";
import { PasswordScreen } from "./screens/login/password-screen";
import { type ScreenEntry, screens } from "./screens/screens";
import { shellTexts } from "./texts/shell";

const PASSWORD = "password";

/** The frame round every screen: name, menu, account, and what has to be said whatever the screen. */
export function Shell({ login }: { readonly login: LoginInfo }) {
  const { live, session } = usePage();
  const texts = useTexts(shellTexts);
  const language = useLanguage();
  const state = useCell(live.state);
  const isHeard = useCell(live.isHeard);
  const info = useCell(session.info);
  const id = useScreenId();
  const visible = screens.filter(({ needs }) => isAtLeast(login.role, needs));
  const screen = visible.find((each) => each.id === id) ?? visible[0];
  const isPassword = id === PASSWORD;
  const main = useFocusOnChange(id);
  const name = state?.station.name ?? "Borne";
  const title = isPassword ? texts.changePassword : (screen?.title[language] ?? "");

  useEffect(() => {
    document.title = `${title} – ${name}`;
  }, [title, name]);

  return (
    <div class="shell">
      <a class="skip" href={`#/${id}`} onClick={() => main.current?.focus()}>
        {texts.skipToContent}
      </a>
      <header class="top">
        <span class="name">{name}</span>
        <WaitingLink entries={visible} />
        <TasteControls />
        <span class="account">
          <a href={`#/${PASSWORD}`} title={texts.changePassword}>
            {login.account}
          </a>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              session.logOut().catch(() => undefined);
            }}
          >
            {texts.logOut}
          </button>
        </span>
      </header>
      <Menu entries={visible} current={isPassword ? undefined : screen} label={texts.mainMenu} />
      <main ref={main} tabIndex={-1} aria-labelledby="screen-title">
        {info?.isSecure === false && !isLoopback() && <Notice mood="warning">{texts.insecure}</Notice>}
        {state !== undefined && !isHeard && <Notice mood="problem">{texts.notHeard}</Notice>}
        <h1 id="screen-title">{title}</h1>
        {isPassword ? <PasswordScreen isForced={false} /> : screen !== undefined && <screen.component />}
      </main>
    </div>
  );
}

interface MenuProps {
  readonly entries: readonly ScreenEntry[];
  readonly current: ScreenEntry | undefined;
  readonly label: string;
}

function Menu({ entries, current, label }: MenuProps) {
  const language = useLanguage();
  const state = useCell(usePage().live.state);
  return (
    <nav class="menu" aria-label={label}>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <a href={`#/${entry.id}`} aria-current={entry === current ? "page" : undefined}>
              {entry.title[language]}
              {state !== undefined && <Waiting count={entry.waiting?.(state) ?? 0} />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How much waits there: a number for the eye, a sentence for the ear. */
function Waiting({ count }: { readonly count: number }) {
  const texts = useTexts(shellTexts);
  if (count === 0) return null;
  return (
    <>
      {" "}
      <span class="count" aria-hidden="true">
        {count > 99 ? "99+" : count}
      </span>
      <span class="unseen">{texts.waitingThere(count)}</span>
    </>
  );
}

/** Where the menu does not fit on the screen as a whole: a way to the first thing that waits. */
function WaitingLink({ entries }: Pick<MenuProps, "entries">) {
  const state = useCell(usePage().live.state);
  if (state === undefined) return null;
  const counts = entries
    .map(({ id, waiting }) => ({ id, count: waiting?.(state) ?? 0 }))
    .filter(({ count }) => count > 0);
  if (counts[0] === undefined) return null;
  return (
    <a class="way" href={`#/${counts[0].id}`}>
      <Waiting count={counts.reduce((sum, { count }) => sum + count, 0)} />
    </a>
  );
}

function useScreenId(): string {
  const [id, setId] = useState(screenId());
  useEffect(() => {
    const changed = () => {
      setId(screenId());
    };
    addEventListener("hashchange", changed);
    return () => {
      removeEventListener("hashchange", changed);
    };
  }, []);
  return id;
}

function screenId(): string {
  return location.hash.replace(/^#\//, "") || (screens[0]?.id ?? "");
}

/** Whoever walks through the menu by keyboard or reads by ear comes to the new screen, and not back to the top of the menu. */
function useFocusOnChange(id: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(id);
  useEffect(() => {
    if (shown.current === id) return;
    shown.current = id;
    main.current?.focus();
    scrollTo({ top: 0 });
  }, [id]);
  return main;
}

/** On the charger itself there is no network to listen in to. */
function isLoopback(): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
}
