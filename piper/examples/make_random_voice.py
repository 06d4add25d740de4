#!/usr/bin/env python3
"""Write a Piper voice of real size with random weights: <out>.onnx (63 MB) and <out>.onnx.json.

The network is that of a medium voice, so its speed and memory are, too; what it says is noise. It is what
`cargo run --release -p piper --example measure` was run on; no such file is committed.

    pip install torch onnx lightning piper-tts && python make_random_voice.py en_GB-random-medium [LENGTH_SCALE]

A length scale of 2 makes sentences about as long as people say them.
"""
import json
import sys

import torch
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP
from piper.train.vits.models import SynthesizerTrn

SYMBOLS = 256


def network():
    torch.manual_seed(1234)
    model = SynthesizerTrn(
        n_vocab=SYMBOLS, spec_channels=513, segment_size=32, inter_channels=192, hidden_channels=192,
        filter_channels=768, n_heads=2, n_layers=6, kernel_size=3, p_dropout=0.1, resblock="2",
        resblock_kernel_sizes=(3, 5, 7), resblock_dilation_sizes=((1, 2), (2, 6), (3, 12)), upsample_rates=(8, 8, 4),
        upsample_initial_channel=256, upsample_kernel_sizes=(16, 16, 8),
    )
    model.eval()
    with torch.no_grad():
        model.dec.remove_weight_norm()

    def infer(text, lengths, scales, sid=None):
        noise, length, noise_w = scales[0], scales[1], scales[2]
        sound = model.infer(text, lengths, noise_scale=noise, length_scale=length, noise_scale_w=noise_w, sid=sid)
        return sound[0].unsqueeze(1)

    model.forward = infer
    return model


def main():
    out, length_scale = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    ids = torch.randint(0, SYMBOLS, (1, 50), dtype=torch.long)
    arguments = (ids, torch.LongTensor([50]), torch.FloatTensor([0.667, 1.0, 0.8]), None)
    torch.onnx.export(
        network(), arguments, out + ".onnx", opset_version=15, dynamo=False,
        input_names=["input", "input_lengths", "scales", "sid"], output_names=["output"],
        dynamic_axes={"input": {0: "batch", 1: "phonemes"}, "input_lengths": {0: "batch"}, "output": {0: "batch", 2: "time"}},
    )
    description = {
        "audio": {"sample_rate": 22050, "quality": "medium"}, "espeak": {"voice": "en-gb"}, "phoneme_type": "espeak",
        "language": {"code": "en_GB"}, "num_symbols": SYMBOLS, "num_speakers": 1, "speaker_id_map": {},
        "inference": {"noise_scale": 0.667, "length_scale": length_scale, "noise_w": 0.8},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    with open(out + ".onnx.json", "w", encoding="utf-8") as file:
        json.dump(description, file, ensure_ascii=False)


main()
