"""Trained models as ONNX graphs, for other frameworks, each compared before it is kept."""
