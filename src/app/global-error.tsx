"use client";

import "./globals.css";

/** When even the frame of the pages cannot be drawn, no language is known: both are spoken. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="fr">
      <body>
        <title>Envol</title>
        <main className="shell flex min-h-dvh flex-col items-center justify-center gap-4 text-center">
          <h1 className="text-3xl">Une turbulence de notre côté</h1>
          <p>La page n’a pas pu s’afficher. Votre panier n’a pas bougé.</p>
          <p lang="en">The page could not be shown. Your cart has not changed.</p>
          <button
            type="button"
            onClick={retry}
            className="min-h-12 cursor-pointer rounded-full bg-wing px-6 font-semibold text-on-wing"
          >
            Réessayer · <span lang="en">Try again</span>
          </button>
        </main>
      </body>
    </html>
  );
}
