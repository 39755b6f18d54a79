"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { Button } from "./button";

type Props = {
  title: ReactNode;
  text: ReactNode;
  confirmWords: string;
  keepWords: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is lost. Loaded when it is first needed; gives the focus back to where it came from. */
export function ConfirmDialog({ title, text, confirmWords, keepWords, onConfirm, onClose }: Props) {
  return (
    <AlertDialog.Root defaultOpen onOpenChangeComplete={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 bg-ink/50 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <AlertDialog.Popup className="card fixed inset-x-4 top-1/2 mx-auto max-w-md -translate-y-1/2 space-y-4 p-6 shadow-xl transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          <AlertDialog.Title className="text-xl">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted">{text}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-3">
            <AlertDialog.Close render={<Button look="secondary">{keepWords}</Button>} />
            <AlertDialog.Close render={<Button look="danger">{confirmWords}</Button>} onClick={onConfirm} />
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
