# Reads the sizes of a stage from the document that fargate-rightsizer writes, and gives them to an ECS service on Fargate.

variable "stage" {
  type    = string
  default = "master"
}

locals {
  # Stages with sizes of their own. All others, such as those of branches, read `default`, a copy of development's; these
  # never do: production must not run on development's sizes because its own document is missing.
  stages_with_sizes = ["master", "val", "production"]
  document          = "/rightsizer/orders/${contains(local.stages_with_sizes, var.stage) ? var.stage : "default"}"

  # What the service gets before the first document is there; a document counts as a whole.
  fallback = { taskCpu = "1024", taskMemory = "2048", appMemory = "1792", proxyMemory = "256" }

  # Names and values of /rightsizer/orders/*: the documents of the stages, without what lies below them.
  documents = zipmap(
    data.aws_ssm_parameters_by_path.sizes.names,
    nonsensitive(data.aws_ssm_parameters_by_path.sizes.values),
  )
  sizes = jsondecode(lookup(local.documents, local.document, jsonencode(local.fallback)))
}

# Needs ssm:GetParametersByPath. The values are no secrets: they are encrypted because osls parses JSON of a SecureString only.
data "aws_ssm_parameters_by_path" "sizes" {
  path            = "/rightsizer/orders"
  with_decryption = true
}

resource "aws_ecs_task_definition" "orders" {
  family                   = "orders-${var.stage}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.sizes.taskCpu
  memory                   = local.sizes.taskMemory

  container_definitions = jsonencode([
    {
      name      = "app"
      image     = "example/orders:1"
      essential = true
      memory    = tonumber(local.sizes.appMemory)
    },
    {
      name      = "proxy"
      image     = "envoyproxy/envoy:v1.31-latest"
      essential = false
      memory    = tonumber(local.sizes.proxyMemory)
    },
  ])
}
