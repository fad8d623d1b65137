// @ts-check
// Entry point of the room page: loads the room, or redirects browsers that lack what it needs.
const needs = ["RTCPeerConnection", "WebSocket", "MediaRecorder", "AudioContext", "HTMLDialogElement"];
const isAble = needs.every((name) => name in globalThis) && "any" in AbortSignal && "popover" in HTMLElement.prototype;

if (isAble) await import("./room_page.js");
else location.replace("/unsupported/");

export {};
