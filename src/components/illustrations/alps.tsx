/** Dawn over four ridges, drawn for the top of the first page. Wide; its foot is what must stay visible when it is cut. */
export function Alps({ className = "" }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 1440 620"
      preserveAspectRatio="xMidYMax slice"
      className={className}
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <linearGradient id="dawn" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="dawn-high" />
          <stop offset="0.85" className="dawn-low" />
        </linearGradient>
      </defs>
      <rect width="1440" height="620" fill="url(#dawn)" />
      <circle className="sun" cx="1060" cy="276" r="58" opacity="0.95" />
      <circle className="sun" cx="1060" cy="276" r="96" opacity="0.18" />

      <path
        className="ridge-far"
        d="M0 452 L80 424 L150 440 L236 398 L300 418 L372 386 L430 404 L500 372 L570 410 L640 378 L706 398 L770 340 L812 364 L880 276 L920 312 L956 288 L1030 366 L1096 334 L1172 386 L1240 326 L1306 372 L1376 328 L1440 362 V620 H0 Z"
      />
      <path
        className="snow"
        opacity="0.85"
        d="M880 276 L842 322 L868 314 L881 332 L898 310 L914 320 L920 312 Z M1240 326 L1210 354 L1232 349 L1243 362 L1256 345 L1270 349 Z"
      />

      <path
        className="ridge-middle"
        d="M0 496 L96 452 L150 472 L236 426 L290 454 L352 438 L448 492 L540 456 L612 486 L700 436 L764 468 L846 440 L928 490 L1020 416 L1076 448 L1150 374 L1204 420 L1250 400 L1338 466 L1440 418 V620 H0 Z"
      />
      <path
        className="snow"
        opacity="0.6"
        d="M1150 374 L1108 418 L1134 412 L1148 432 L1168 408 L1190 420 L1204 420 Z"
      />

      <path
        className="ridge-near"
        d="M0 520 C90 486 150 506 220 470 C300 430 340 452 410 486 C500 530 590 512 670 482 C760 448 820 470 900 504 C990 542 1080 508 1160 468 C1240 430 1340 446 1440 492 V620 H0 Z"
      />
      <path
        className="ridge-front"
        d="M0 560 C140 530 260 562 420 572 C600 584 700 548 860 556 C1040 566 1160 590 1290 566 C1350 556 1400 552 1440 556 V620 H0 Z"
      />
      {FIRS.map(([x, foot, height]) => (
        <path
          key={x}
          className="ridge-front"
          d={`M${x} ${foot - height} l${height * 0.22} ${height} h-${height * 0.44} Z`}
        />
      ))}
    </svg>
  );
}

/** Firs at the edge of the clearing: where each stands, its foot, how tall it is. */
const FIRS = [
  [38, 566, 62],
  [66, 564, 44],
  [92, 562, 70],
  [122, 562, 40],
  [176, 566, 34],
  [1180, 590, 48],
  [1212, 588, 66],
  [1240, 582, 40],
  [1276, 578, 76],
  [1310, 572, 52],
  [1348, 566, 60],
  [1392, 564, 80],
  [1424, 562, 54],
] as const;
