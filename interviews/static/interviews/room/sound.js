// @ts-check
// Synthesised sounds, so that none has to be downloaded, and a meter for microphones.

/** @type {AudioContext | undefined} */
let shared;

/** The page's one AudioContext; browsers let it run after the first click. */
export function audioContext() {
  shared ??= new AudioContext();
  if (shared.state === "suspended") void shared.resume().catch(() => undefined);
  return shared;
}

/** @param {AudioContext} context @param {AudioNode} out @param {number} pitch @param {number} after @param {number} length */
function ring(context, out, pitch, after, length) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + after;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.22, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + length);
  tone.connect(volume).connect(out);
  tone.start(start);
  tone.stop(start + length);
}

/** Two tones: a person arrived in the waiting room. */
export function playKnock() {
  const context = audioContext();
  ring(context, context.destination, 523, 0, 0.25);
  ring(context, context.destination, 659, 0.16, 0.4);
}

/** Three rising tones on the chosen speaker, as a stream for an audio element. */
export function speakerTest() {
  const context = audioContext();
  const out = context.createMediaStreamDestination();
  for (const [index, pitch] of [523, 659, 784].entries()) ring(context, out, pitch, 0.1 + index * 0.35, 0.5);
  return { stream: out.stream, seconds: 1.6 };
}

/** Meters a track. `read()` returns 0 (silence) to 1. @param {MediaStreamTrack} track */
export function meter(track) {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read() {
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    stop: () => source.disconnect(),
  };
}

/** Root mean square on a logarithmic scale: -60 dB is 0, 0 dB is 1. @param {ArrayLike<number>} samples */
export function loudness(samples) {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) sum += (samples[index] ?? 0) ** 2;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, 1 + decibels / 60));
}
