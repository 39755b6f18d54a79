/** Dawn over four ridges, drawn for the top of the first page. Wide; its foot is what must stay visible when it is cut. */
export function Alps({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 1440 620" preserveAspectRatio="xMidYMax slice" className={className} aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id="dawn" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="dawn-high" />
          <stop offset="0.85" className="dawn-low" />
        </linearGradient>
      </defs>
      <rect width="1440" height="620" fill="url(#dawn)" />
      <circle className="sun" cx="1010" cy="262" r="58" opacity="0.95" />
      <circle className="sun" cx="1010" cy="262" r="96" opacity="0.18" />

      <path
        className="ridge-far"
        d="M0 390 L70 352 L130 374 L214 292 L262 322 L330 262 L372 296 L430 268 L520 346 L590 312 L660 352 L742 266 L790 300 L850 220 L892 258 L930 232 L1010 318 L1080 288 L1160 348 L1232 296 L1300 340 L1372 300 L1440 338 V620 H0 Z"
      />
      <path className="snow" opacity="0.75" d="M850 220 L813 270 L838 262 L851 280 L868 258 L886 268 L892 258 Z M330 262 L297 292 L322 288 L334 302 L346 284 L360 288 Z M742 266 L712 298 L734 292 L746 306 L760 288 L774 291 Z" />

      <path
        className="ridge-middle"
        d="M0 456 L96 398 L150 424 L236 352 L290 392 L352 372 L448 448 L540 404 L612 446 L700 388 L764 428 L846 398 L928 458 L1020 376 L1076 412 L1150 330 L1204 380 L1250 358 L1338 432 L1440 380 V620 H0 Z"
      />
      <path className="snow" opacity="0.6" d="M1150 330 L1106 378 L1134 372 L1148 392 L1168 368 L1190 382 L1204 380 Z M236 352 L200 384 L226 380 L240 396 L256 376 L272 380 Z" />

      <path
        className="ridge-near"
        d="M0 520 C90 486 150 506 220 470 C300 430 340 452 410 486 C500 530 590 512 670 482 C760 448 820 470 900 504 C990 542 1080 508 1160 468 C1240 430 1340 446 1440 492 V620 H0 Z"
      />
      <path className="ridge-front" d="M0 560 C140 530 260 562 420 572 C600 584 700 548 860 556 C1040 566 1160 590 1290 566 C1350 556 1400 552 1440 556 V620 H0 Z" />
      {FIRS.map(([x, foot, height]) => (
        <path key={x} className="ridge-front" d={`M${x} ${foot - height} l${height * 0.22} ${height} h-${height * 0.44} Z`} />
      ))}
    </svg>
  );
}

/** Firs at the edge of the clearing: where each stands, its foot, how tall it is. */
const FIRS = [
  [38, 566, 62], [66, 564, 44], [92, 562, 70], [122, 562, 40], [176, 566, 34], [1180, 590, 48], [1212, 588, 66], [1240, 582, 40], [1276, 578, 76], [1310, 572, 52], [1348, 566, 60], [1392, 564, 80], [1424, 562, 54],
] as const;
