{{- define "samla.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "samla.selectorLabels" -}}
app.kubernetes.io/name: samla
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "samla.labels" -}}
{{ include "samla.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "samla.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "samla.name" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "samla.model" -}}
{{- if .Values.model.uri -}}
{{- .Values.model.uri -}}
{{- else -}}
{{- required "model.path or model.uri has to say what is served" .Values.model.path -}}
{{- end -}}
{{- end -}}
