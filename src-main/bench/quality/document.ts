/**
 * The page docs/quality.md: what was measured, how, and how the model stands.
 * Text only; the command writes it.
 */
import { judge, verdictTable } from './goals.ts'
import { markdownTables } from './report.ts'
import type { QualityCase } from './run-quality.ts'
import { meansOf } from './summary.ts'

export interface DocumentFacts {
  readonly model: { readonly id: string; readonly hash: string }
  /** What was typed. */
  readonly command: string
  /** Name of the contact sheet beside the page. */
  readonly sheet: string
  readonly withSsimulacra: boolean
}

/** The whole page as Markdown. */
export function qualityDocument(
  cases: readonly QualityCase[],
  { model, command, sheet, withSsimulacra }: DocumentFacts,
): string {
  const photographs = new Set(cases.map(({ photo }) => photo)).size
  return `# Quality on held-back photographs

Written by \`${command}\`; do not edit. Model \`${model.id}\`, weights SHA-256 \`${model.hash.slice(0, 16)}\`,
${photographs} photographs that it was not trained on, at most 512 pixels a side, seed 0.

## Goals

${verdictTable(judge(meansOf(cases)))}

A gain is how much better the model's mean is, whatever direction is better; the last
column is what it has beyond the demand.

## What is measured

- **inpaint**: four scratches 4 pixels wide, two lines of text, two holes of 48 x 48 pixels, all black in
  what the methods see. PSNR and SSIM count only there. Baselines: Telea and Navier-Stokes of OpenCV, radius 3.
- **upscale**: block means of 2 x 2 and 4 x 4 pixels. Baselines: Catmull-Rom bicubic, Lanczos-3
  and the network of @upscalerjs/esrgan-medium (fetched by \`scripts/fetch-baselines.mjs\`).
- **denoise**: normal noise of deviation 15, 25 and 50 of 255; the tool is told the deviation. Baselines: OpenCV's
  bilateral filter (deviations 3 sigma and 2 pixels) and median (3 x 3 up to sigma 20, then 5 x 5).
- **colorize**: the luminance. Baselines: grey as it is, the mean colour of the other photographs laid over it
  (usual-chroma), and the mean colour of the original (mean-chroma, an oracle: it knows the answer's mean). Grey
  photographs are left out. With **six dabs** somebody has said what colour it is in six places, spread evenly and chosen without
  looking; dabs-alone spreads them over the grey picture without a model.
- PSNR over R, G and B in dB; SSIM on luma (11 x 11 Gaussian window); SSIMULACRA of the whole picture by
  libjxl's program, lower is better${withSsimulacra ? '' : ' (not installed here, so left out)'}; chroma error is the mean distance in
  the a*b* plane of CIELAB, lower is better.
- **steps**: the same tools asked for 1, 2 and 4 steps; what removes noise always asks once.

A sample pays in PSNR for its texture: of two plausible fillings the blurred one between them scores higher.

![Contact sheet: original, input, model, baselines](${sheet})

## Means

${markdownTables(cases)}
`
}
