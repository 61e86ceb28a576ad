import { useEffect } from "preact/hooks";
import { useCell } from "./model/cell";
import { usePage, useTexts } from "./model/page";
import { LoginScreen } from "./screens/login/login-screen";
import { PasswordScreen } from "./screens/login/password-screen";
import { Shell } from "./shell";
import { shellTexts } from "./texts/shell";

/** Who has not logged in sees the login and nothing else; who has a password from somebody else has to change it first. */
export function App() {
  const { session, live, taste } = usePage();
  const info = useCell(session.info);
  const texts = useTexts(shellTexts);
  const mayListen = info?.login?.mustChangePassword === false;

  useEffect(() => {
    session.ask().catch(() => undefined);
  }, [session]);
  useEffect(() => {
    if (info !== undefined) taste.suggestLanguage(info.language);
  }, [info, taste]);
  useEffect(() => {
    if (!mayListen) return undefined;
    live.start();
    return () => {
      live.stop();
    };
  }, [mayListen, live]);

  if (info === undefined) return <p class="waiting">{texts.waiting}</p>;
  if (info.login === null) return <LoginScreen />;
  if (info.login.mustChangePassword) return <PasswordScreen isForced />;
  return <Shell login={info.login} />;
}
